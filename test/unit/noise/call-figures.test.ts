import { expect, it } from 'vitest';
import { allGone, killed } from '../../../src/incidents/testing/troubles.js';
import {
  aFirstOneView,
  aPrimaryView,
  aStandbyView,
  aTopology,
} from '../../../src/replication/testing/topologies.js';
import type { Topology } from '../../../src/replication/topology/model.js';
import { Night } from './night.js';

it('a call has the figures of the moment, whatever those of the first message are', async () => {
  const healthy = aTopology({
    nodes: [aPrimaryView('pg1'), aStandbyView('s1', 'pg1'), aStandbyView('s2', 'pg1')],
    sync: aFirstOneView(),
  });
  let polls = 0;
  const hanging = (sinceMs: number): Topology => {
    polls += 1;
    return {
      ...killed(healthy, 'pg1', ['s1', 's2'], sinceMs),
      sync: { ...allGone, wait: { sessions: 100 + polls, longestMs: polls * 2_000 } },
    };
  };
  const night = new Night();
  await night.stays(() => healthy, 10);
  while (night.channel.calls.length === 0 && polls < 1_000) await night.stays(hanging, 2);
  expect(night.channel.calls[0]).toMatch(
    /^Critical for 10 min 2 s, and nobody has acknowledged it: /,
  );
  expect(night.channel.calls[0]).toContain(`${100 + polls} sessions wait`);
});
