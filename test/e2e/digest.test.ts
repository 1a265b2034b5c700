import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { isOpen, isResolved, roots, said, shown, theRoot, type Seen } from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';
import { TurnedClock } from './support/turned-clock.js';

const minutes = 60_000;

let cluster: LabCluster<'pg1' | 's1'>;
let scene: Scene;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
});

afterAll(() => cluster.stop());

afterEach(async () => {
  await scene.close();
  await restore(cluster);
});

/** What the requester alone is answered. */
async function asked(text: string): Promise<Seen> {
  const outcome = await scene.slack.as('requester').command('/pgrepl', text, '#orders');
  const answer = await outcome.response();
  expect(answer.ephemeralFor).toBe('U0REQUESTER');
  return answer;
}

it('tells the channel once a day what happened and what would not be ready', async () => {
  const clock = new TurnedClock();
  const at = new Date(Date.now() + 3 * minutes).toISOString().slice(11, 16);
  scene = await Scene.open({
    lab: cluster,
    clock,
    orders: { keys: { digest: { at, time_zone: 'UTC' } } },
  });
  const { slack, pgrepl } = scene;
  await cluster.node('s1').kill();
  await theRoot(slack, 'is there', isOpen);
  await cluster.node('s1').start();
  await theRoot(slack, 'is resolved', isResolved);
  await cluster.node('s1').kill();
  const root = await theRoot(slack, 'is open again', isOpen);
  await (await slack.as('sre').click(root, 'incident_acknowledge')).response();
  await clock.turn(3 * minutes, pgrepl);
  const digest = await waitUntil(
    'the digest is there',
    () => roots(slack).find(({ text }) => text.startsWith('The last 24 hours')),
    { detail: () => said(slack) },
  );
  // Named, and not called for a deed of their own.
  expect(shown(digest)).toMatch(/orders: INC-1, .*s1.* open for .*, owned by @SRE on call\./);
  expect(shown(digest)).toContain('orders: s1 would not be ready to take over');
  expect(shown(digest)).toContain('Set-up: orders without a score (s1 was not surveyed).');
  // A second process finds that it was told.
  await pgrepl.saidAll();
  await scene.stop();
  await scene.start();
  await scene.pgrepl.finds('standby-disconnected');
  await clock.turn(1 * minutes, scene.pgrepl);
  await scene.pgrepl.saidAll();
  expect(roots(slack).filter(({ text }) => text.startsWith('The last'))).toHaveLength(1);
});

it('tells whoever asks, also where no channel is told', async () => {
  scene = await Scene.open({ lab: cluster });
  const { slack } = scene;
  expect(shown(await asked('digest'))).toMatch(
    /^The last 24 hours: no incident of the cluster is on record\.\npgrepl watched it for .* s of the 24 hours: .*\nSet-up: orders \d+ of 100\./,
  );
  await cluster.node('s1').kill();
  const root = await theRoot(slack, 'is there', isOpen);
  expect(shown(await asked('digest orders'))).toMatch(/orders: INC-1, .*, nobody took it\./);
  await (await slack.as('sre').click(root, 'incident_acknowledge')).response();
  expect(shown(await asked('digest orders'))).toMatch(/orders: INC-1, .*, owned by <@U0SRE>\./);
  expect(shown(await asked('digest nowhere'))).toContain('There is no cluster named nowhere.');
  await scene.pgrepl.saidAll();
  expect(roots(slack).map(({ ts }) => ts)).toEqual([root.ts]);
});

it('knows what an earlier process watched', async () => {
  const clock = new TurnedClock();
  scene = await Scene.open({ lab: cluster, clock });
  const watchedS = async (): Promise<number> => {
    const told = shown(await asked('digest'));
    const [, min, s = '0'] = /pgrepl watched it for (\d+) min(?: (\d+) s)? of the/.exec(told) ?? [];
    return Number(min) * 60 + Number(s);
  };
  await clock.turn(2 * minutes, scene.pgrepl);
  await waitUntil('two minutes were watched', async () => (await watchedS()) >= 120);
  const before = await watchedS();
  await scene.stop();
  await scene.start();
  await scene.pgrepl.well();
  const after = await watchedS();
  expect(after).toBeGreaterThanOrEqual(before);
  // The time in which nobody watched is not among it.
  await scene.stop();
  clock.leapTo(clock.now() + 60 * minutes);
  await scene.start();
  await scene.pgrepl.well();
  expect((await watchedS()) - after).toBeLessThan(30 * 60);
});

it('tells late what was due while no pgrepl ran, once', async () => {
  const clock = new TurnedClock();
  const due = Math.ceil(Date.now() / minutes + 2) * minutes;
  const at = new Date(due).toISOString().slice(11, 16);
  scene = await Scene.open({
    lab: cluster,
    clock,
    orders: { keys: { digest: { at, time_zone: 'UTC' } } },
  });
  const digests = (): number =>
    roots(scene.slack).filter(({ text }) => text.startsWith('The last 24 hours')).length;
  await scene.stop();
  clock.leapTo(due + 20 * minutes);
  await scene.start();
  await waitUntil('the digest is there', () => digests() === 1, {
    detail: () => said(scene.slack),
  });
  await scene.pgrepl.saidAll();
  await scene.stop();
  await scene.start();
  await scene.pgrepl.well();
  await clock.turn(minutes, scene.pgrepl);
  await scene.pgrepl.saidAll();
  expect(digests()).toBe(1);
});

it('holds the set-up against what it was the day before', async () => {
  const clock = new TurnedClock();
  const due = Math.ceil(Date.now() / minutes + 1) * minutes;
  const at = new Date(due).toISOString().slice(11, 16);
  const digests = (): readonly string[] =>
    roots(scene.slack)
      .filter(({ text }) => text.startsWith('The last 24 hours'))
      .map(shown);
  /** What the channel is told on this day, the first of which is 0. */
  const toldOn = async (day: number): Promise<string> => {
    await clock.turn(minutes, scene.pgrepl);
    const told = await waitUntil('the digest is there', () => digests()[day], {
      detail: () => said(scene.slack),
    });
    await scene.pgrepl.saidAll();
    return told;
  };
  /** Nobody watches until it is almost time again. */
  const until = async (day: number): Promise<void> => {
    await scene.stop();
    clock.leapTo(due + (day * 24 - 1 / 60) * 60 * minutes);
    await scene.start();
    await scene.pgrepl.well();
  };

  clock.leapTo(due - minutes);
  scene = await Scene.open({
    lab: cluster,
    clock,
    orders: { keys: { digest: { at, time_zone: 'UTC' } } },
  });
  const score = Number(/Set-up: orders (\d+) of 100\./.exec(await toldOn(0))?.[1]);
  expect(score).toBeGreaterThan(6);

  const s1 = cluster.node('s1');
  const setting = async (statement: string, value: string): Promise<void> => {
    await s1.sql(statement);
    await s1.sql('SELECT pg_reload_conf()');
    await waitUntil(`wal_sender_timeout is ${value}`, async () => {
      const [row] = await s1.sql<{ wal_sender_timeout: string }>('SHOW wal_sender_timeout');
      return row?.wal_sender_timeout === value;
    });
  };
  await setting('ALTER SYSTEM SET wal_sender_timeout = 0', '0');
  const isWorse = `orders: its set-up is at ${score - 6} of 100, ${score} when all of it was examined last; worse since: timeouts (s1).`;
  // Who asks in between is told the same, and takes nothing from the next one.
  expect(shown(await asked('digest orders'))).toContain(isWorse);
  await until(1);
  const worse = await toldOn(1);
  expect(worse).toContain(isWorse);
  expect(worse).toContain(`Set-up: orders ${score - 6} of 100 (${score} before).`);

  await setting('ALTER SYSTEM RESET wal_sender_timeout', '5s');
  await until(2);
  const better = await toldOn(2);
  expect(better).not.toContain('worse since');
  expect(better).toContain(
    `Set-up: orders ${score} of 100 (${score - 6} before; better: timeouts (s1)).`,
  );
});
