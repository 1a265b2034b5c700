import { describe, expect, it } from 'vitest';
import {
  allGone,
  cutOffFrom,
  killed,
  silent,
  takenOver,
} from '../../../src/incidents/testing/troubles.js';
import { aSlot } from '../../../src/replication/testing/observations.js';
import { unknownSync } from '../../../src/replication/sync/evaluate.js';
import {
  aFirstOneView,
  aPrimaryView,
  aStandbyView,
  aTopology,
  anAsyncView,
  noLag,
  withNode,
} from '../../../src/replication/testing/topologies.js';
import type { Topology } from '../../../src/replication/topology/model.js';
import { Night } from './night.js';

const minutes = 60;
const standbys = ['s1', 's2', 's3'] as const;

const healthy = aTopology({
  nodes: [aPrimaryView('pg1'), ...standbys.map((name) => aStandbyView(name, 'pg1'))],
  sync: anAsyncView(),
});

const well = (): Topology => healthy;

const without =
  (...names: readonly string[]) =>
  (sinceMs: number): Topology =>
    killed(healthy, 'pg1', names, sinceMs);

/** The primary is gone, and its three standbys receive nothing any more. */
const headless = (sinceMs: number): Topology =>
  standbys.reduce<Topology>((changed, name) => withNode(changed, name, cutOffFrom('pg1')), {
    ...withNode(healthy, 'pg1', { reach: silent('refused', sinceMs) }),
    primary: { kind: 'unreachable', node: 'pg1' },
    sync: unknownSync,
  });

const behind = (name: string, bytes: number, timeMs: number) => (): Topology =>
  withNode(healthy, name, {
    lag: noLag({ replayBytes: bytes, receiveBytes: bytes, hopBytes: bytes, timeMs }),
  });

const megabyte = 1024 ** 2;

const restartedInTurn = async (night: Night): Promise<void> => {
  for (const name of standbys) {
    await night.stays(without(name), 20);
    await night.stays(well, 60);
  }
  await night.stays(headless, 20);
  await night.stays(well, 60);
};

async function begin(): Promise<Night> {
  const night = new Night();
  await night.stays(well, 10);
  return night;
}

describe('a bad night', () => {
  it('has one message for a standby that flaps for twenty minutes', async () => {
    const night = await begin();
    for (let round = 0; round < 20; round += 1) {
      await night.stays(without('s1'), 30);
      await night.stays(well, 30);
    }
    await night.stays(well, 20 * minutes);
    expect(night.channel.heard).toEqual({
      // It is one trouble, however often it shows itself: the message is edited.
      messages: 1,
      // Three ends and three returns, the last of which says that it is left at that from now on.
      lines: 6,
      // A redundant standby that comes and goes wakes nobody.
      broadcasts: 0,
      mentions: 0,
      // Each turn of twenty rounds is shown, for who looks; an edit notifies nobody.
      edits: 39,
    });
  });

  it('has one message, and its end, for a primary that is lost under three standbys and taken', async () => {
    const night = await begin();
    await night.stays(headless, 5 * minutes);
    await night.acknowledge();
    await night.stays(headless, 40 * minutes);
    await night.stays(well, 20 * minutes);
    expect(night.channel.heard).toEqual({
      // One cause: the standbys that are cut off, and their lag, are in the same message.
      messages: 1,
      // That writes work again is worth a line, and the whole channel waits for it.
      lines: 1,
      broadcasts: 1,
      // Somebody took it within the ten minutes that are given for that.
      mentions: 0,
      // The standbys join within seconds; the end.
      edits: 2,
    });
  });

  it('calls three times in three quarters of an hour for the same if nobody takes it', async () => {
    const night = await begin();
    await night.stays(headless, 90 * minutes);
    await night.stays(well, 20 * minutes);
    expect(night.channel.heard).toMatchObject({
      messages: 1,
      // After 10, 25 and 40 minutes, and then no more: whoever did not come by then won't for a fourth.
      mentions: 3,
      // The three calls and the end; each is for the channel.
      lines: 4,
      broadcasts: 4,
    });
  });

  it('calls for a primary that comes and goes for twenty minutes, and that nobody takes', async () => {
    const night = await begin();
    for (let round = 0; round < 20; round += 1) {
      await night.stays(headless, 30);
      await night.stays(well, 30);
    }
    // The third return makes one stretch of it: ten minutes later somebody is called.
    expect(night.channel.heard).toMatchObject({ messages: 1, mentions: 1 });
    expect(night.channel.calls).toEqual([
      expect.stringMatching(/^Critical on and off for 1\d min/),
    ]);
  });

  it('goes on calling after an hour without Slack, in which it called once', async () => {
    const night = await begin();
    await night.stays(headless, 5 * minutes);
    night.slackIsAway(true);
    await night.stays(headless, 60 * minutes);
    night.slackIsAway(false);
    await night.stays(headless, 60);
    // Whoever is called for the second time has heard the first.
    expect(night.channel.heard).toMatchObject({ messages: 1, mentions: 1 });
    expect(night.posted).toEqual([
      expect.stringMatching(/^The call of .* UTC reached #orders only now\.$/),
    ]);
    await night.stays(headless, 15 * minutes);
    expect(night.channel.heard).toMatchObject({ mentions: 2 });
    await night.stays(headless, 60 * minutes);
    expect(night.channel.heard).toMatchObject({ mentions: 3 });
  });

  it('has a message a server for a rolling restart that nobody announced', async () => {
    const night = await begin();
    await restartedInTurn(night);
    expect(night.channel.heard).toEqual({
      // Four servers went away one after another, each for a reason that pgrepl can't know.
      messages: 4,
      // Each end is a line below its message: who followed one need not look again.
      lines: 4,
      // The end of the only critical one.
      broadcasts: 1,
      // Twenty seconds are no reason to call anybody.
      mentions: 0,
      // Each end; and the standbys that join the lost primary.
      edits: 5,
    });
  });

  it('has nothing for a rolling restart that was announced', async () => {
    const night = await begin();
    await night.silence({ scope: { kind: 'cluster' } }, 30 * minutes);
    await restartedInTurn(night);
    await night.stays(well, 30 * minutes);
    // All of it was meant, and all of it was over before the silence was.
    expect(night.channel.heard).toEqual({
      messages: 0,
      lines: 0,
      broadcasts: 0,
      mentions: 0,
      edits: 0,
    });
  });

  it('speaks once of what an announced restart leaves behind', async () => {
    const night = await begin();
    await night.silence({ scope: { kind: 'cluster' } }, 10 * minutes);
    await night.stays(without('s1'), 15 * minutes);
    await night.stays(well, 60);
    // The standby that did not come back, when the silence is over; and then that it is back.
    expect(night.channel.heard).toMatchObject({ messages: 1, lines: 1, mentions: 0 });
  });

  it('tells that commits hang though the incident that it joins was silenced as a warning', async () => {
    const night = new Night();
    const synchronous = { ...healthy, sync: aFirstOneView() };
    const oneGone = (): Topology => ({ ...killed(healthy, 'pg1', ['s1']), sync: takenOver });
    await night.stays(() => synchronous, 10);
    await night.stays(oneGone, 60);
    await night.silenceIncident(8 * 60 * minutes);
    await night.stays(oneGone, 60 * minutes);
    // Somebody knows of s1, and hears nothing more of it.
    expect(night.channel.heard).toMatchObject({ messages: 1, lines: 0, mentions: 0 });
    await night.stays(
      (sinceMs) => ({ ...killed(oneGone(), 'pg1', ['s2'], sinceMs), sync: allGone }),
      15 * minutes,
    );
    // It is the same incident, but nobody has silenced this: a line for the channel, and a call.
    expect(night.channel.heard).toMatchObject({
      messages: 1,
      lines: 2,
      broadcasts: 2,
      mentions: 1,
    });
  });

  it('has one message for a standby that is gone until its slot has lost its WAL', async () => {
    const night = await begin();
    const kept =
      (gigabytes: number) =>
      (sinceMs: number): Topology =>
        withNode(killed(healthy, 'pg1', ['s1'], sinceMs), 'pg1', {
          slots: [
            aSlot('s1', {
              active: false,
              retainedBytes: gigabytes * 1024 * megabyte,
              walStatus: gigabytes > 80 ? 'lost' : 'extended',
              safeWalSizeBytes: 200 * 1024 * megabyte,
            }),
          ],
        });
    for (const gigabytes of [0, 5, 9, 30, 70, 79]) await night.stays(kept(gigabytes), 5 * minutes);
    await night.stays(kept(100), 5 * minutes);
    await night.stays(well, 20 * minutes);
    expect(night.channel.heard).toMatchObject({
      // The loss, the WAL that piles up for it, and that it can't come back are one trouble.
      messages: 1,
      // The slot keeps much, it becomes critical, somebody is called, it is lost, it is over.
      lines: 5,
      mentions: 1,
    });
  });

  it('has one message for a backup under which a standby falls behind and recovers', async () => {
    const night = await begin();
    for (let step = 1; step <= 40; step += 1) {
      const height = step <= 20 ? step : 40 - step;
      await night.stays(behind('s2', height * 80 * megabyte, height * 5000), 30);
    }
    await night.stays(well, 60);
    const { edits, ...heard } = night.channel.heard;
    expect(heard).toEqual({
      // Lag of one standby is one trouble from its first figure to its last.
      messages: 1,
      // It became critical, somebody is called, it is no longer critical, it is over; and a picture of it.
      lines: 5,
      // All but the quiet end of a warning, and the picture.
      broadcasts: 3,
      // Critical for ten minutes, and nobody said that it is a backup: a silence would have.
      mentions: 1,
    });
    // The figures move all the time, and are renewed every half minute, more seldom as it grows old.
    expect(edits).toBeLessThan(40);
  });

  it('folds an hour without Slack into two messages', async () => {
    const night = await begin();
    night.slackIsAway(true);
    for (let round = 0; round < 10; round += 1) {
      await night.stays(without('s1'), 30);
      await night.stays(well, 30);
    }
    await night.stays(headless, 15 * minutes);
    await night.stays(well, 15 * minutes);
    await night.stays(behind('s2', 2000 * megabyte, 90_000), 20 * minutes);
    night.slackIsAway(false);
    await night.stays(behind('s2', 2000 * megabyte, 90_000), 60);
    expect(night.channel.heard).toMatchObject({
      // What came and went, in one digest; and the trouble that stands, as it is by now.
      messages: 2,
      // Its history needs no line: nobody has seen anything else.
      lines: 0,
      broadcasts: 0,
      // Nobody is called for what nobody could see; from now on they would be.
      mentions: 0,
    });
    await night.stays(behind('s2', 2000 * megabyte, 90_000), 10 * minutes);
    expect(night.channel.heard).toMatchObject({ messages: 2, lines: 1, mentions: 1 });
  });
});
