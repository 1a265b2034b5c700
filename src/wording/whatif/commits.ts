import type { WhatIf } from '../../replication/whatif/model.js';
import { overrideText } from '../../replication/sync/contract.js';
import { waitsForStandbys } from '../../replication/sync/levels.js';
import type { CommitsAfterLoss } from '../../replication/topology/loss.js';
import type { Topology } from '../../replication/topology/model.js';
import { nodeNamed } from '../../replication/topology/walk.js';
import { listNames, safeName } from '../safe-text.js';
import type { Mark } from '../sections.js';
import { formatCount, formatDuration } from '../units.js';

export interface Told {
  readonly text: string;
  readonly mark: Mark | null;
}

/** What commits on the present primary would do. */
export function commitsThen(now: Topology, outlook: WhatIf): Told {
  const { commits } = outlook;
  switch (commits.kind) {
    case 'no-primary':
      return {
        text: 'Nobody can write until a standby is promoted; neither PostgreSQL nor pgrepl promotes one by itself.',
        mark: 'critical',
      };
    case 'not-waiting':
      return {
        text: `Commits go on: they wait for no standby (${why(commits, now.sync.synchronousCommit)}).`,
        mark: 'ok',
      };
    case 'go-on':
      return {
        text: [goOn(outlook, commits), ...frozen(now, outlook)].join(' '),
        mark: commits.spare === 0 ? 'warning' : 'ok',
      };
    case 'hang':
      return { text: hang(now, commits), mark: 'critical' };
    case 'unknown':
      return {
        text: `What commits would do is not known: ${unknownBecause(now)}.`,
        mark: 'unknown',
      };
  }
}

/** Why commits wait for nobody. */
export function why(
  { why: reason }: Extract<CommitsAfterLoss, { kind: 'not-waiting' }>,
  level: string | null,
): string {
  return reason === 'no-names'
    ? '`synchronous_standby_names` is empty'
    : `\`synchronous_commit\` is ${safeName(level ?? 'not known')}`;
}

function goOn(
  { waitsForLost, supposition, next }: WhatIf,
  { takenOverBy }: Extract<CommitsAfterLoss, { kind: 'go-on' }>,
): string {
  if (takenOverBy.length > 0) {
    return `Commits go on: ${listNames(takenOverBy)} ${takenOverBy.length === 1 ? 'takes' : 'take'} over.`;
  }
  if (!waitsForLost)
    return 'Commits go on as they do now: none of them waits for what would be gone.';
  if (next.kind !== 'waiting') return 'Commits go on.';
  const gone = listNames([
    ...supposition.down,
    ...(supposition.promoted === null ? [] : [supposition.promoted]),
  ]);
  const those = listNames(next.waitsFor, 8);
  return next.spare > 0
    ? `Commits go on without ${gone}: any ${next.required} of ${those} confirm them.`
    : `Commits go on without ${gone}: they wait for ${those}.`;
}

/**
 * A standby that ends closes its connection and is left out at once. One that freezes, or whose
 * network is cut, counts until the primary gives it up.
 */
function frozen(now: Topology, { waitsForLost, supposition }: WhatIf): readonly string[] {
  if (!waitsForLost || supposition.promoted !== null || now.primary.kind !== 'one') return [];
  const primary = nodeNamed(now, now.primary.node);
  const timeoutMs = primary?.settings?.walSenderTimeoutMs ?? null;
  const who = listNames(supposition.down);
  const until =
    timeoutMs === null
      ? 'for `wal_sender_timeout`'
      : timeoutMs === 0
        ? 'without end (`wal_sender_timeout` is 0)'
        : `for up to ${formatDuration(timeoutMs)} (\`wal_sender_timeout\`)`;
  // By quorum the confirmations of the others are enough at once.
  if (now.sync.config?.method === 'quorum') return [];
  const one = supposition.down.length === 1;
  return [
    `If ${who} ${one ? 'freezes or is' : 'freeze or are'} cut off rather than ${one ? 'ends' : 'end'}, they hang ${until} first.`,
  ];
}

function hang(
  { sync }: Topology,
  { required, present }: Extract<CommitsAfterLoss, { kind: 'hang' }>,
): string {
  const there = present === 0 ? 'none would be there' : `only ${present} would be there`;
  const exempt = (sync.overrides ?? []).filter(({ value }) => !waitsForStandbys(value));
  return [
    `Every commit hangs: it waits for ${formatCount(required, 'synchronous standby', 'synchronous standbys')}, and ${there}.`,
    'Reads go on, and nothing that was acknowledged is lost.',
    ...(exempt.length === 0
      ? []
      : [`Commits of ${listNames(exempt.map(overrideText))} wait for nobody and go on.`]),
    "They go on as soon as a standby is back, or with `ALTER SYSTEM SET synchronous_standby_names = ''` and a reload, after which losing the primary can lose commits.",
  ].join(' ');
}

/** Why the topology does not say. */
export function unknownBecause({ primary, sync }: Topology): string {
  switch (primary.kind) {
    case 'unreachable':
      return `${safeName(primary.node)} gives no answer`;
    case 'several':
      return `${listNames(primary.nodes)} are all primary`;
    case 'unknown':
      return 'no primary has been seen yet';
    case 'none':
      return 'there is no primary';
    case 'one':
      break;
  }
  if (sync.namesSetting === null || sync.synchronousCommit === null) {
    return `the settings of ${safeName(primary.node)} are not visible`;
  }
  return sync.members.some(({ eligible }) => eligible === null)
    ? "pgrepl's role may not see the state of the standbys"
    : "`synchronous_standby_names` can't be read";
}
