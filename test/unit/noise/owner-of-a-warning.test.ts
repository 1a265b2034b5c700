import { beforeEach, describe, expect, it } from 'vitest';
import { allGone, killed, takenOver } from '../../../src/incidents/testing/troubles.js';
import { aSlot } from '../../../src/replication/testing/observations.js';
import {
  aFirstOneView,
  aPrimaryView,
  aStandbyView,
  aTopology,
  withNode,
} from '../../../src/replication/testing/topologies.js';
import type { Topology } from '../../../src/replication/topology/model.js';
import { Night } from './night.js';

const minutes = 60;
const healthy = aTopology({
  nodes: [aPrimaryView('pg1'), ...['s1', 's2', 's3'].map((name) => aStandbyView(name, 'pg1'))],
  sync: aFirstOneView(),
});
const oneGone = (): Topology => ({ ...killed(healthy, 'pg1', ['s1']), sync: takenOver });
/** Commits hang: that is critical. */
const bothGone = (sinceMs: number): Topology => ({
  ...killed(oneGone(), 'pg1', ['s2'], sinceMs),
  sync: allGone,
});
const theirs =
  'slack:T1/U1 took this as a warning. Unless somebody acknowledges it as critical, the people on call are called in 10 min.';

describe('the owner of a warning is named where what is critical is heard first', () => {
  let night: Night;

  beforeEach(async () => {
    night = new Night();
    await night.stays(() => healthy, 10);
  });

  const begun = async (): Promise<void> => {
    await night.stays(oneGone, 60);
    await night.acknowledge();
  };

  it('before others are called for what was taken in the afternoon and is critical at night', async () => {
    await begun();
    await night.stays(oneGone, 60 * minutes);
    // Somebody sees to s1, and nobody is told anything more of it.
    expect(night.channel.heard).toMatchObject({ messages: 1, lines: 0, mentions: 0 });
    await night.stays(bothGone, 9 * minutes);
    // It is theirs, but they may be asleep: the line names them, and says who is called when.
    expect(night.channel.heard).toMatchObject({
      messages: 1,
      lines: 1,
      broadcasts: 1,
      mentions: 1,
    });
    expect(night.channel.calls).toEqual([
      expect.stringMatching(
        /^Critical now: .*\nslack:T1\/U1 took this as a warning\. Unless somebody acknowledges it as critical, the people on call are called in 10 min\.\n/,
      ),
    ]);
    await night.stays(bothGone, 2 * minutes);
    expect(night.channel.heard).toMatchObject({ lines: 2, broadcasts: 2, mentions: 2 });
    expect(night.channel.calls[1]).toMatch(
      /^Critical for 10 min, and nobody has acknowledged it as critical: /,
    );
    // Somebody takes it as what it is: nobody is called any more, also when it eases and comes back.
    await night.acknowledge();
    await night.stays(bothGone, 60 * minutes);
    await night.stays(oneGone, 60);
    await night.stays(bothGone, 30 * minutes);
    expect(night.channel.heard).toMatchObject({
      messages: 1,
      // Besides: that s2 is there again, that it is no longer critical, and that it is again.
      lines: 5,
      broadcasts: 4,
      mentions: 2,
    });
  });

  it('when the silence over it has ended', async () => {
    await begun();
    await night.silence({ scope: { kind: 'cluster' } }, 30 * minutes);
    await night.stays(bothGone, 29 * minutes);
    expect(night.channel.calls).toEqual([]);
    await night.stays(bothGone, 2 * minutes);
    expect(night.channel.calls).toEqual([
      expect.stringMatching(new RegExp(`^SIL.* has ended, and this stands: .*\\n${theirs}`)),
    ]);
  });

  it('though something critical and silenced was there before', async () => {
    const lost = (topology: Topology): Topology =>
      withNode(topology, 'pg1', { slots: [aSlot('s1', { active: false, walStatus: 'lost' })] });
    await begun();
    for (const finding of ['slot-lost', 'standby-cannot-catch-up']) {
      await night.silence({ scope: { kind: 'finding', finding, node: null } }, 600 * minutes);
    }
    await night.stays(() => lost(oneGone()), 5 * minutes);
    expect(night.channel.calls).toEqual([]);
    await night.stays((sinceMs) => lost(bothGone(sinceMs)), 60);
    expect(night.channel.calls).toEqual([
      expect.stringMatching(/^Critical now: Commits .*\nslack:T1\/U1 took this as a warning\./),
    ]);
  });

  it('below a first message that comes only now: it calls nobody', async () => {
    await night.silence({ scope: { kind: 'node', node: 's1' } }, 600 * minutes);
    await begun();
    expect(night.channel.heard.messages).toBe(0);
    await night.stays(bothGone, 60);
    expect(night.channel.heard).toMatchObject({ messages: 1, broadcasts: 0 });
    expect(night.channel.calls).toEqual([theirs]);
  });
});
