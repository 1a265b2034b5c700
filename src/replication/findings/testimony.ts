import { listNames } from '../../wording/safe-text.js';
import type { NodeView, Topology } from '../topology/model.js';
import { nodeNamed, standbys, upstreamName } from './look.js';

/** What the standbys that answer say about a primary that pgrepl can't reach. */
export interface Testimony {
  /** Standbys that answer and are fed by it, or were. */
  readonly asked: readonly string[];
  /** Of those, the ones whose walreceiver is still connected to it. */
  readonly connected: readonly string[];
  /** Of those, the ones that have received WAL since the evaluation before. */
  readonly advancing: readonly string[];
  /** Standbys that answer and receive from an address that is no configured node's. */
  readonly elsewhere: readonly string[];
}

export function testimonyAbout(
  topology: Topology,
  previous: Topology | null,
  primary: string,
): Testimony {
  const asked = standbys(topology).filter(
    (node) => node.reach.kind === 'answers' && upstreamName(node) === primary,
  );
  const connected = asked.filter((node) => node.upstream?.kind === 'node');
  const advancing = connected.filter((node) => hasAdvanced(node, previous));
  const names = (nodes: readonly NodeView[]): readonly string[] => nodes.map((node) => node.name);
  const elsewhere = standbys(topology).filter(
    (node) => node.reach.kind === 'answers' && node.upstream?.kind === 'address',
  );
  return {
    asked: names(asked),
    connected: names(connected),
    advancing: names(advancing),
    elsewhere: names(elsewhere),
  };
}

function hasAdvanced(node: NodeView, previous: Topology | null): boolean {
  const before = previous === null ? null : nodeNamed(previous, node.name);
  // Both answers must be newer than the silence: what arrived before it proves nothing.
  if (before?.reach.kind !== 'answers' || previous?.primary.kind !== 'unreachable') return false;
  const [now, then] = [node.wal.receivedLsn, before.wal.receivedLsn];
  return now !== null && then !== null && now > then;
}

/** The testimony in one sentence, to follow "pg1 does not answer". */
export function testimonySentence(testimony: Testimony): string {
  const { elsewhere } = testimony;
  const receive = elsewhere.length === 1 ? 'receives' : 'receive';
  const others =
    elsewhere.length === 0
      ? ''
      : ` ${listNames(elsewhere)} ${receive} from an address that is no configured node's, and it may be there.`;
  return `${fedByIt(testimony)}${others}`;
}

function fedByIt({ asked, connected, advancing }: Testimony): string {
  const count = asked.length === 1 ? 'the one standby' : `the ${asked.length} standbys`;
  if (asked.length === 0) return 'No standby that answers can say whether it still sends.';
  if (connected.length === 0) {
    return asked.length === 1
      ? `${listNames(asked)}, the one standby that it fed and that answers, no longer receives from it.`
      : `None of ${count} that it fed and that answer receives from it any more.`;
  }
  const are = connected.length === 1 ? 'is' : 'are';
  const still = `${connected.length} of ${count} that it fed ${are} still connected to it (${listNames(connected)})`;
  return advancing.length > 0
    ? `${still}, and new WAL arrives there.`
    : `${still}, but no new WAL has arrived there since.`;
}
