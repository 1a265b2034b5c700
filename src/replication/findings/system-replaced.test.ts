import { describe, expect, it } from 'vitest';
import { Watch } from '../../incidents/testing/watch.js';
import { silent } from '../../incidents/testing/troubles.js';
import {
  aCascade,
  anAnswer,
  aStandbyOf,
  build,
  silenced,
  withRecords,
} from '../testing/clusters.js';
import { aNodeState } from '../testing/observations.js';
import type { NodeRecord } from '../topology/model.js';
import { replacedBy } from './system-replaced.js';

const before = '7000000000000000001';
const after = { systemIdentifier: '7999999999999999999' };
const pg1 = anAnswer('pg1', aNodeState(after));
const [s1, s2, s3] = ['s1', 's2', 's3'].map((name) =>
  anAnswer(name, aStandbyOf('pg1', {}, after)),
) as [NodeRecord, NodeRecord, NodeRecord];

const topologyWith = (...changed: readonly NodeRecord[]) =>
  build(withRecords(aCascade(), ...changed), {
    systemIdentifier: before,
    lastPrimary: 'pg1',
  });

describe('a cluster all of whose servers belong to another system', () => {
  it('is one finding, which says how that is settled', () => {
    const seen = new Watch().see(topologyWith(pg1, s1, s2, s3), 0);
    expect(seen.kinds).toEqual(['system-replaced/']);
    const [finding] = seen.active;
    expect(finding?.severity).toBe('critical');
    expect(finding?.what).toContain('(4 of 4)');
    expect(finding?.next).toContain("`system_identifier: '7999999999999999999'`");
  });

  it('may have silent nodes, but fewer than those that answer', () => {
    expect(replacedBy(topologyWith(pg1, s1, s2, silenced(s3)))).toBe(after.systemIdentifier);
    expect(replacedBy(topologyWith(pg1, s1, silenced(s2), silenced(s3)))).toBeNull();
  });

  it('has not one server of its own, nor any of a third system', () => {
    expect(replacedBy(topologyWith(pg1, s1, s2))).toBeNull();
    const third = anAnswer('s3', aStandbyOf('pg1', {}, { systemIdentifier: '7111' }));
    expect(replacedBy(topologyWith(pg1, s1, s2, third))).toBeNull();
  });

  it('is called so no longer once a server of its own answers', () => {
    const watch = new Watch();
    watch.see(topologyWith(pg1, s1, s2, s3), 0);
    const seen = watch.stay(topologyWith(s1), 2000, 10_000).at(-1);
    expect(seen?.kinds).toEqual(['wrong-server/s1']);
  });

  it('stays called so while nobody answers at all', () => {
    const watch = new Watch();
    const replaced = topologyWith(pg1, s1, s2, s3);
    watch.see(replaced, 0);
    const nodes = replaced.nodes.map((node) => ({ ...node, reach: silent('timed-out', 2000) }));
    const seen = watch.stay({ ...replaced, nodes }, 2000, 10_000).at(-1);
    expect(seen?.kinds).toContain('system-replaced/');
  });
});
