import { describe, expect, it } from 'vitest';
import type { RecoveryConflicts } from '../observation.js';
import { aNodeState, noConflicts, testNow } from '../testing/observations.js';
import { anAnswer, aStandbyOf, build, viewOf } from '../testing/clusters.js';
import type { ConflictView } from './conflicts.js';
import type { Topology } from './model.js';

function look(
  conflicts: Partial<RecoveryConflicts>,
  atMs: number,
  previous: Topology | null,
): Topology {
  const role = { conflicts: { ...noConflicts, ...conflicts } };
  const at = testNow + atMs;
  const records = [anAnswer('pg1', aNodeState(), at), anAnswer('s1', aStandbyOf('pg1', role), at)];
  return build(records, { now: at, previous });
}

const recent = (topology: Topology): ConflictView['recent'] | undefined =>
  viewOf(topology, 's1').conflicts?.recent;

describe('recovery conflicts of a standby', () => {
  it('count from the first look on, however many there were before', () => {
    const first = look({ snapshot: 40 }, 0, null);
    expect(recent(first)).toEqual([]);
    const second = look({ snapshot: 43, lock: 1 }, 2000, first);
    expect(recent(second)).toEqual([
      { at: testNow + 2000, added: { ...noConflicts, snapshot: 3, lock: 1 } },
    ]);
    expect(recent(look({ snapshot: 43, lock: 1 }, 4000, second))).toHaveLength(1);
  });

  it('are forgotten after an hour', () => {
    const second = look({ snapshot: 1 }, 2000, look({}, 0, null));
    expect(recent(look({ snapshot: 1 }, 3_602_001, second))).toEqual([]);
  });

  it('of statistics that were reset are not known', () => {
    const second = look({ snapshot: 2 }, 2000, look({ snapshot: 9 }, 0, null));
    expect(recent(second)).toEqual([]);
    expect(recent(look({ snapshot: 3 }, 4000, second))).toHaveLength(1);
  });

  it('are none of a primary', () => {
    expect(viewOf(look({}, 0, null), 'pg1').conflicts).toBeNull();
  });
});
