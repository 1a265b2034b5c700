import { testNow } from '../../replication/testing/observations.js';
import type { Silence } from '../silences/model.js';

/** SIL-1: all of `orders` for an hour from `testNow` on. */
export function aSilence(changes: Partial<Silence> = {}): Silence {
  return {
    id: 'silence-1',
    number: 1,
    cluster: 'orders',
    scope: { kind: 'cluster' },
    startsAt: testNow,
    endsAt: testNow + 3_600_000,
    createdBy: 'slack:T1/U2',
    createdAt: testNow,
    reason: null,
    begunAt: testNow,
    endedAt: null,
    endedBy: null,
    ...changes,
  };
}
