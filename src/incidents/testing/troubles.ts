import type { UnreachableReason } from '../../replication/observation.js';
import { aMember, aFirstOneView } from '../../replication/testing/topologies.js';
import { withNode } from '../../replication/testing/topologies.js';
import { lsn, testLsnText, testNow } from '../../replication/testing/observations.js';
import type { NodeView, Reach, Topology } from '../../replication/topology/model.js';

/** A node that gives no state, from `atMs` after `testNow` on. */
export function silent(reason: UnreachableReason = 'refused', atMs = 0): Reach {
  return { kind: 'silent', reason, detail: `${reason} (test)`, since: testNow + atMs, polls: 1 };
}

/** A standby of which its upstream shows no walsender any more. */
export const cutOffFrom = (upstream: string): Partial<NodeView> => ({
  upstream: { kind: 'disconnected', last: upstream },
  senderRow: null,
  syncState: null,
});

/** The topology after these standbys have been killed, with nothing written since. */
export function killed(
  topology: Topology,
  upstream: string,
  names: readonly string[],
  atMs = 0,
): Topology {
  return names.reduce(
    (changed, name) =>
      withNode(changed, name, {
        ...cutOffFrom(upstream),
        reach: silent('refused', atMs),
        mayHaveUpTo: lsn(testLsnText),
      }),
    topology,
  );
}

/** `FIRST 1 (s1, s2)` with s1 gone: s2 serves. */
export const takenOver = aFirstOneView({
  members: [
    aMember('s2', { priority: 2, state: 'sync' }),
    aMember('s1', { state: 'missing', eligible: false }),
  ],
  commits: { kind: 'waiting-satisfied', required: 1, spare: 0 },
});

/** `FIRST 1 (s1, s2)` with both gone. */
export const allGone = aFirstOneView({
  members: [
    aMember('s1', { state: 'missing', eligible: false }),
    aMember('s2', { priority: 2, state: 'missing', eligible: false }),
  ],
  commits: { kind: 'hangs', required: 1, present: 0 },
  wait: { sessions: 17, longestMs: 41_000 },
});
