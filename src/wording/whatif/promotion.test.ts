import { expect, it } from 'vitest';
import { aSlot, someSettings } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { Topology } from '../../replication/topology/model.js';
import { whatIf } from '../../replication/whatif/what-if.js';
import { promotionLines } from './promotion.js';

function told(topology: Topology): string {
  const { promotion, after, survival } = whatIf(topology, { down: ['pg1'], promoted: 's1' });
  if (promotion === null) throw new Error('a node was to be promoted');
  const lines = promotionLines(promotion, after, { isHeir: false, survival });
  return lines.map(({ lead, text }) => `${lead ?? ''}: ${text}`).join('\n');
}

it('says which logical slots do not come along', () => {
  const slots = [aSlot('cdc', { kind: 'logical' })];
  expect(told(withNode(aTopology(), 'pg1', { slots }))).toContain(
    'Logical slots: cdc does not come along to s1: its subscriber has to begin anew there, or misses changes.',
  );
  expect(told(aTopology())).not.toContain('Logical slots');
});

it('says that a standby which is held by its settings would be stopped', () => {
  const held = withNode(aTopology(), 's1', {
    replay: { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null },
    settings: someSettings({ maxConnections: 50 }),
  });
  expect(told(held)).toContain("its settings are below its primary's: a promotion would stop s1.");
});
