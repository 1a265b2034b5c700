import { describe, expect, it } from 'vitest';

import {
  aCascade,
  aRecord,
  aStandbyOf,
  anAnswer,
  build,
  silenced,
  withRecords,
} from '../testing/clusters.js';
import {
  aFailedObservation,
  aNodeState,
  aReceiver,
  anObservation,
  testNow,
} from '../testing/observations.js';
import { aPrimaryView, aStandbyView, aTopology, withNode } from '../testing/topologies.js';
import { topologyChanges } from './changes.js';

describe('topologyChanges', () => {
  const before = aTopology();

  it('finds nothing in the same topology', () => {
    expect(topologyChanges(before, aTopology())).toEqual([]);
  });

  it('finds a promotion, with its timeline', () => {
    const after = withNode(before, 's1', {
      ...aPrimaryView('s1'),
      timeline: 2,
      stateAt: testNow + 500,
    });
    const at = testNow + 500;
    expect(topologyChanges(before, after)).toEqual([
      { kind: 'role', node: 's1', from: 'standby', to: 'primary', at },
      { kind: 'timeline', node: 's1', from: 1, to: 2, at },
    ]);
  });

  it('finds a follower’s new timeline alone', () => {
    const after = withNode(before, 's2', { timeline: 2 });
    expect(topologyChanges(before, after)).toEqual([
      { kind: 'timeline', node: 's2', from: 1, to: 2, at: testNow },
    ]);
  });

  it('takes what is not known for no change', () => {
    const unknown = withNode(before, 's2', { timeline: null, role: null });
    expect(topologyChanges(before, unknown)).toEqual([]);
    expect(topologyChanges(unknown, before)).toEqual([]);
  });

  it('leaves a foreign server out, and a node that is new', () => {
    const foreign = withNode(before, 's2', { ...aPrimaryView('s2'), foreign: true });
    expect(topologyChanges(before, foreign)).toEqual([]);
    expect(topologyChanges(foreign, before)).toEqual([]);
    const more = aTopology({ nodes: [...before.nodes, aStandbyView('s9', 'pg1')] });
    expect(topologyChanges(before, more)).toEqual([]);
  });
});

describe('over a silence', () => {
  const cluster = aCascade();
  const [pg1, s1, s2] = cluster;
  if (pg1 === undefined || s1 === undefined || s2 === undefined) throw new Error('no cluster');

  it('a change is noticed when the node is back', () => {
    const first = build(cluster);
    const second = build(withRecords(cluster, silenced(pg1)), { previous: first });
    expect(topologyChanges(first, second)).toEqual([]);
    const demoted = anAnswer('pg1', aStandbyOf('s1'));
    const third = build(withRecords(cluster, demoted), { previous: second });
    expect(topologyChanges(second, third)).toMatchObject([
      { kind: 'role', node: 'pg1', from: 'primary', to: 'standby' },
    ]);
  });

  it('a standby that loses its receiver does not fall back to pg_control’s old timeline', () => {
    const onTwo = aStandbyOf(
      'pg1',
      { receiver: aReceiver({ senderHost: 'pg1.example', receivedTimeline: 2 }) },
      { timeline: 2 },
    );
    const first = build(withRecords(cluster, anAnswer('s2', onTwo)));
    const alone = aStandbyOf('pg1', { receiver: null }, { timeline: 1 });
    const second = build(withRecords(cluster, anAnswer('s2', alone)), { previous: first });
    expect(topologyChanges(first, second)).toEqual([]);
    const third = build(withRecords(cluster, anAnswer('s2', onTwo)), { previous: second });
    expect(topologyChanges(second, third)).toEqual([]);
  });

  it('a timeline that a primary states is taken at its word', () => {
    const first = build([anAnswer('pg1', aNodeState({ timeline: 3 }))]);
    const second = build([anAnswer('pg1', aNodeState({ timeline: 2 }))], { previous: first });
    expect(topologyChanges(first, second)).toMatchObject([{ kind: 'timeline', from: 3, to: 2 }]);
  });

  it('a cold interlude hides no promotion', () => {
    const standby = aRecord(s2.declaration, anObservation('s2', aStandbyOf('pg1')));
    const cold = aRecord(
      s2.declaration,
      anObservation('s2', aStandbyOf('pg1'), testNow - 2_000),
      aFailedObservation('s2', 'hot-standby-off'),
    );
    const first = build(withRecords(cluster, standby));
    const second = build(withRecords(cluster, cold), { previous: first });
    const third = build(withRecords(cluster, anAnswer('s2', aNodeState({ timeline: 2 }))), {
      previous: second,
    });
    expect(topologyChanges(second, third).map(({ kind }) => kind)).toEqual(['role', 'timeline']);
  });
});
