import type { WalSender } from '../observation.js';
import { evaluateSync, unknownSync } from '../sync/evaluate.js';
import { sameStandbyName } from '../sync/parse-names.js';
import type { NodeFacts } from './facts.js';
import type { PrimaryView, SyncView } from './model.js';
import type { MatchedSenders } from './senders.js';

/**
 * Synchronous replication as the primary decides it. Of a primary that does not answer only the
 * settings are still known; with several, or none, there is nothing to say.
 */
export function syncViewOf(
  primary: PrimaryView,
  nodes: readonly NodeFacts[],
  senders: MatchedSenders,
): SyncView {
  if (primary.kind !== 'one' && primary.kind !== 'unreachable') return unknownSync;
  const node = nodes.find(({ name }) => name === primary.node);
  const state = node?.state ?? null;
  if (state?.role.kind !== 'primary') return unknownSync;
  const nodeOf = (row: WalSender): string | null => {
    for (const [name, sender] of senders.byNode) if (sender.row === row) return name;
    return null;
  };
  const view = evaluateSync({
    major: state.major,
    namesSetting: state.settings.synchronousStandbyNames,
    synchronousCommit: state.settings.synchronousCommit,
    walSenders: state.walSenders,
    wait: state.syncWait,
    overrides: state.synchronousCommitOverrides,
    nodeOf,
    nodeNamed: (applicationName) =>
      nodes.find(
        (other) =>
          !other.foreign && sameStandbyName(other.declaration.applicationName, applicationName),
      )?.name ?? null,
    isReplayPaused: (row) => isReplayPaused(nodes.find(({ name }) => name === nodeOf(row))),
  });
  if (primary.kind !== 'one') {
    return { ...view, members: [], commits: { kind: 'unknown' }, wait: null };
  }
  // Where every node has the same list, the primary's own name is in it: it is not missing.
  const members = view.members.filter(
    (member) => member.state !== 'missing' || member.node !== primary.node,
  );
  return { ...view, members };
}

function isReplayPaused(node: NodeFacts | undefined): boolean {
  const role = node?.state?.role;
  return node?.answers === true && role?.kind === 'standby' && role.replayPaused;
}
