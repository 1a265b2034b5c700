import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import type { LabNode } from '../../lab/postgres/node.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { Installation } from '../e2e/support/installation.js';
import { shown } from '../e2e/support/messages.js';
import { Desk } from './support/desk.js';
import { Gate, type GateState } from './support/gate.js';
import { watchOnePrimary, type OnePrimaryWatch } from './support/one-primary.js';
import { onRecord, type OnRecord } from './support/records.js';
import { operationKeys } from './support/stage.js';
import { missingOn, prepareWriting, startWriters, type Writers } from './support/writers.js';

type Name = 'pg1' | 's1' | 's2';

let lab: LabCluster<Name>;
let installation: Installation;
let desk: Desk;
let gate: Gate;
let writers: Writers;
let watch: OnePrimaryWatch;

beforeAll(async () => {
  lab = await startCluster({
    nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1', slot: true } },
  });
  installation = await Installation.make({ lab, ...(await operationKeys(lab)) });
  await installation.start();
  desk = new Desk(installation.slack, () => installation.program.err.slice(-3000));
  gate = new Gate(installation.place);
  await prepareWriting(lab.node('pg1'));
  writers = startWriters([lab.node('pg1'), lab.node('s1')], 2);
});

// One watch a test: over two switchovers the first primary comes back, and that is no breach.
beforeEach(() => {
  watch = watchOnePrimary(lab.nodes);
});

afterEach(async () => {
  expect(await watch.stop()).toEqual([]);
});

afterAll(async () => {
  await gate.open();
  await writers.stop();
  await installation.remove();
  await lab.stop();
});

const steps = [
  'prepare-target',
  'checkpoint',
  'stop',
  'verify-received',
  'promote',
  'rejoin',
  'drop-slots',
  'verify',
] as const;
type Step = (typeof steps)[number];

/** Asks for a switchover; its number. */
async function ask(from: Name, to: Name): Promise<number> {
  const answer = await waitUntil('a switchover is asked for', async () => {
    const said = await desk.command(`switchover orders ${to}`);
    return said.includes('is asked for') && said;
  });
  await desk.cardShows(`Switch orders over from ${from} to ${to}?`);
  return Number(/OP-(\d+)/.exec(answer)?.[1]);
}

/** Kills pgrepl when it is about to say this of a step, before anybody has heard it. */
async function killAt(step: Step, state: GateState, click: () => Promise<string>): Promise<void> {
  await gate.close(step, state);
  await click();
  await gate.reached();
  await installation.program.kill();
  await gate.turnBack();
}

/** What the servers are, as far as an operation changes it. */
async function servers(): Promise<unknown> {
  const seen = lab.nodes.map(async (node) => {
    if (!(await node.isRunning())) return { node: node.name, runs: false };
    const [row] = await node.sql(
      `SELECT pg_is_in_recovery() AS standby, current_setting('primary_conninfo') AS conninfo,
              (SELECT array_agg(slot_name ORDER BY slot_name) FROM pg_replication_slots) AS slots,
              pg_postmaster_start_time() AS started`,
    );
    return { node: node.name, ...row };
  });
  return Promise.all(seen);
}

/** Starts pgrepl again, and waits until it says what it found; meanwhile it changes nothing. */
async function rise(number: number): Promise<OnRecord> {
  const before = await onRecord(installation.place, number);
  // One that was told to stop may be ending still.
  const stood = await waitUntil('every server answers or has ended', servers);
  await installation.start();
  const found = await waitUntil('it is interrupted', async () => {
    const now = await onRecord(installation.place, number);
    return now.state === 'interrupted' && now;
  });
  await desk.cardShows(new RegExp(`OP-${String(number)}[\\s\\S]*${found.goOn.slice(0, 30)}`));
  expect(await servers()).toEqual(stood);
  const again = await onRecord(installation.place, number);
  expect(again.steps.map(({ step }) => step)).toEqual(before.steps.map(({ step }) => step));
  expect(again.steps.filter(({ state }) => state === 'intended')).toEqual([]);
  // What had ended before stays as it was said.
  for (const step of before.steps.filter(({ state }) => state !== 'intended')) {
    expect(again.steps).toContainEqual(step);
  }
  return found;
}

async function isOver(number: number, kind: string): Promise<OnRecord> {
  const over = await waitUntil(
    `OP-${String(number)} is over`,
    async () => {
      const now = await onRecord(installation.place, number);
      return now.state === 'ended' && now;
    },
    { timeoutMs: 45_000, detail: () => installation.program.err.slice(-3000) },
  );
  expect(over.outcome?.kind, JSON.stringify([over.outcome, over.steps])).toBe(kind);
  return over;
}

const buttons = (): string => {
  const card = desk.card();
  return card === undefined ? '' : shown(card);
};

async function primaryTakesWrites(node: LabNode): Promise<void> {
  const before = writers.acknowledged.length;
  await waitUntil(`${node.name} takes writes`, () =>
    writers.acknowledged.slice(before).some((row) => row.node === node.name),
  );
  expect(await node.isInRecovery()).toBe(false);
}

describe('a pgrepl that is killed in the middle of a switchover', () => {
  const beforeTheEnd: readonly (readonly [Step, GateState])[] = [
    ['checkpoint', 'intended'],
    ['stop', 'intended'],
    ['stop', 'done'],
    ['promote', 'intended'],
  ];
  it.each(beforeTheEnd)(
    'goes back before the point of no return: %s %s',
    async (step, state) => {
      const number = await ask('pg1', 's1');
      await killAt(step, state, () => desk.click('operation_approve'));
      const found = await rise(number);
      expect(found.pastNoReturn).toBe(false);
      expect(found.other).toBe('put pg1 back in service, and give the operation up');
      expect(buttons()).toContain('Go back');
      await desk.click('operation_other_way', 'sre');
      const over = await isOver(number, 'aborted');
      expect(over.outcome?.words).toContain('pg1 is in service as the primary of orders');
      await primaryTakesWrites(lab.node('pg1'));
      await Promise.all([lab.waitStreaming('s1'), lab.waitStreaming('s2')]);
      expect(await lab.node('s1').sql('SELECT slot_name FROM pg_replication_slots')).toEqual([]);
    },
    120_000,
  );

  it('is closed after the point of no return, and stands where it stood', async () => {
    const number = await ask('pg1', 's1');
    await killAt('rejoin', 'intended', () => desk.click('operation_approve'));
    const found = await rise(number);
    expect(found.pastNoReturn).toBe(true);
    expect(found.found.join('\n')).toContain('s1 is a primary on timeline 2');
    expect(found.found.join('\n')).toContain('pg1 is stopped');
    expect(buttons()).not.toContain('Go back');
    const stood = await servers();
    await desk.click('operation_close', 'sre');
    await isOver(number, 'closed');
    expect(await servers()).toEqual(stood);
    await primaryTakesWrites(lab.node('s1'));
    await lab.reclone('pg1', 's1');
  }, 120_000);

  it('goes on after each step in turn, does none twice, and completes', async () => {
    const from = (await lab.node('pg1').isInRecovery()) ? 's1' : 'pg1';
    const to = from === 's1' ? 'pg1' : 's1';
    const number = await ask(from, to);
    let click = (): Promise<string> => desk.click('operation_approve');
    for (const step of steps.slice(1)) {
      await killAt(step, 'intended', click);
      await rise(number);
      click = () => desk.click('operation_go_on', 'sre');
    }
    await click();
    const over = await isOver(number, 'completed');
    // What only looks, looks again; what changes something is done once.
    for (const step of [
      'prepare-target',
      'stop',
      'promote',
      'repoint:s2',
      'rejoin',
      'drop-slots',
    ]) {
      const done = over.steps.filter((each) => each.step === step && each.state === 'done');
      expect(done.length, step).toBe(1);
    }
    await primaryTakesWrites(lab.node(to));
    await writers.stop();
    expect(await missingOn(lab.node(to), writers.acknowledged)).toEqual([]);
    for (const name of [from, 's2'] as const) {
      expect(await lab.node(name).isInRecovery()).toBe(true);
    }
    expect((await installation.run('audit', 'verify')).code).toBe(0);
  }, 240_000);
});
