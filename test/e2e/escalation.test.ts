import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import {
  isOpen,
  raw,
  replies,
  roots,
  said,
  shown,
  theRoot,
  type Seen,
} from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';
import { TurnedClock } from './support/turned-clock.js';

const group = 'S0DBAONCALL';
const minutes = 60_000;

let cluster: LabCluster<'pg1' | 's1'>;
let scene: Scene;
let clock: TurnedClock;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
});

afterAll(() => cluster.stop());

afterEach(async () => {
  await scene.close();
  await restore(cluster);
});

async function begin(keys: Readonly<Record<string, unknown>>): Promise<void> {
  clock = new TurnedClock();
  scene = await Scene.open({ lab: cluster, clock, orders: { keys } });
}

const callsIn = (root: Seen): readonly Seen[] =>
  replies(scene.slack, root).filter((message) => raw(message).includes(`<!subteam^${group}>`));

it('calls the user group for a critical incident that nobody takes, and stops once somebody does', async () => {
  await begin({ escalation: { after: '1min', every: '2min', times: 3, mention: group } });
  const { slack, pgrepl } = scene;
  await cluster.node('pg1').kill();
  const root = await theRoot(slack, 'is critical', ({ text }) => text.startsWith('Critical'));
  await clock.turn(0.5 * minutes, pgrepl);
  expect(callsIn(root)).toEqual([]);
  await clock.turn(0.75 * minutes, pgrepl);
  await waitUntil('somebody is called', () => callsIn(root).length === 1, {
    detail: () => said(slack),
  });
  const [call] = callsIn(root);
  expect(call?.broadcast).toBe(true);
  expect(call?.text).toMatch(/nobody has acknowledged it: .*pg1/);
  expect(call?.text).toContain('This is call 1 of 3');

  // What was said stays said, also for the next process.
  await pgrepl.saidAll();
  await scene.stop();
  await scene.start();
  await clock.turn(1 * minutes, scene.pgrepl);
  expect(callsIn(root)).toHaveLength(1);
  await clock.turn(1.25 * minutes, scene.pgrepl);
  await waitUntil('they are called again', () => callsIn(root).length === 2);
  // Somebody takes it: there is no third call.
  const taken = await slack.as('sre').click(root, 'incident_acknowledge');
  expect(shown(await taken.response())).toContain('is yours now');
  await clock.turn(3 * minutes, scene.pgrepl);
  await scene.pgrepl.saidAll();
  expect(callsIn(root)).toHaveLength(2);
  expect(roots(slack)).toHaveLength(1);
  const { timeline } = await scene.place.record();
  expect(timeline.filter((kind) => kind === 'escalated')).toHaveLength(2);
});

it('asks the owner of a warning again when it is critical, and calls unless somebody takes that', async () => {
  const lags = { lag_bytes: { warning: '1MB', critical: '5MB' }, lag_for: '0s' };
  await begin({
    escalation: { after: '1min', every: '2min', times: 3, mention: group },
    // With the clock that is turned it would be critical for the time it is behind.
    thresholds: { ...lags, lag_time: { warning: '1d', critical: '2d' } },
  });
  const { slack, pgrepl } = scene;
  const write = (bytes: number): Promise<unknown> =>
    cluster.node('pg1').sql(`SELECT pg_logical_emit_message(false, 'e2e', repeat('x', ${bytes}))`);
  await cluster.node('s1').pauseReplay();
  await write(2_000_000);
  const warning = await theRoot(slack, 'is a warning', ({ text }) => text.startsWith('Warning'));
  await (await slack.as('sre').click(warning, 'incident_acknowledge')).response();
  await write(8_000_000);
  const root = await theRoot(slack, 'is critical', ({ text }) => text.startsWith('Critical'));
  expect(root.ts).toBe(warning.ts);
  expect(shown(root)).toContain('owned by <@U0SRE>, who took it as a warning');
  expect(shown(root)).toContain('Acknowledge as critical');
  const asked = await waitUntil('its owner is asked', () =>
    replies(slack, root).find((message) => raw(message).includes('<@U0SRE>')),
  );
  expect(asked.broadcast).toBe(true);
  expect(asked.text).toMatch(
    /^Critical now: .*<@U0SRE> took this as a warning\. Unless somebody acknowledges it as critical, the people on call are called in /,
  );
  await clock.turn(1.25 * minutes, pgrepl);
  await waitUntil('somebody is called', () => callsIn(root).length === 1);
  expect(callsIn(root)[0]?.text).toContain('nobody has acknowledged it as critical');
  // What they took it as outlives the process; a word of theirs stops the calls.
  await pgrepl.saidAll();
  await scene.stop();
  await scene.start();
  await scene.pgrepl.finds('replication-lag');
  const confirmed = await slack.as('sre').click(root, 'incident_acknowledge');
  expect(shown(await confirmed.response())).toContain('stays yours, now as critical');
  await theRoot(slack, 'shows it', (each) => shown(each).includes('Take over'));
  await clock.turn(3 * minutes, scene.pgrepl);
  await scene.pgrepl.saidAll();
  expect(callsIn(root)).toHaveLength(1);
  await cluster.node('s1').resumeReplay();
});

it('lets a warning wait for the end of quiet hours, but nothing critical', async () => {
  // Quiet hours that began a minute ago and last for some more.
  const at = (ahead: number): string => {
    const time = new Date(Date.now() + ahead * minutes);
    return time.toISOString().slice(11, 16);
  };
  await begin({
    quiet_hours: { from: at(-1), to: at(4), time_zone: 'UTC' },
    // With the clock that is turned the standby would be critically behind.
    thresholds: { clear_for: '500ms', lag_time: { warning: '1d', critical: '2d' } },
  });
  const { slack, pgrepl } = scene;
  await cluster.node('s1').pauseReplay();
  await cluster
    .node('pg1')
    .sql("SELECT pg_logical_emit_message(false, 'e2e', repeat('x', 2000000))");
  await pgrepl.finds('replay-paused');
  await clock.turn(0.5 * minutes, pgrepl);
  await pgrepl.saidAll();
  expect(slack.messages('#orders')).toEqual([]);
  expect(pgrepl.cluster().incidents).toHaveLength(1);
  await clock.turn(4 * minutes, pgrepl);
  const root = await theRoot(slack, 'is there when they are over', isOpen);
  expect(root.text).toMatch(/^Warning/);
  await cluster.node('s1').resumeReplay();
});
