import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabNode } from '../../lab/postgres/node.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { Operation } from '../../src/operations/model.js';
import { actingRole, createActingRole, rights } from './support/acting-role.js';
import { Breaks } from './support/breaks.js';
import { Gate } from './support/gate.js';
import { watchOnePrimary, type OnePrimaryWatch } from './support/one-primary.js';
import { Stage } from './support/stage.js';
import { missingOn, prepareWriting, startWriters, type Writers } from './support/writers.js';

type Name = 'pg1' | 's1' | 's2';

/** What happens to a cluster while pgrepl stands before a step. */
interface Mishap {
  /** Until this step is about to be put on record, nothing is wrong. */
  readonly at: string;
  readonly strike: () => Promise<void>;
  readonly mend: () => Promise<void>;
  /** What the outcome says of it. */
  readonly why: RegExp;
  /** The step that fails, and how its record ends. */
  readonly ends: readonly [step: string, state: 'failed' | 'unknown'];
  /** True where the target can't be reached to put back what was changed there. */
  readonly leavesTarget?: true;
}

const names = 'FIRST 1 (s1, s2)';

let stage: Stage<Name>;
let breaks: Breaks;
let gate: Gate;
let writers: Writers;
let watch: OnePrimaryWatch;

beforeAll(async () => {
  breaks = await Breaks.make();
  stage = await Stage.open({
    spec: {
      links: true,
      synchronousStandbyNames: names,
      nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1', slot: true } },
    },
    operations: { user: actingRole, timeouts: { stop: '5s', receive: '3s', follow: '10s' } },
    commands: breaks.commands,
  });
  gate = new Gate(stage.scene.place);
  const pg1 = stage.lab.node('pg1');
  await createActingRole(pg1);
  await prepareWriting(pg1);
  writers = startWriters([pg1, stage.lab.node('s1')], 2);
  watch = watchOnePrimary(stage.lab.nodes);
});

afterAll(async () => {
  await gate.open();
  await watch.stop();
  await writers.stop();
  await stage.close();
  await breaks.remove();
});

const node = (name: Name): LabNode => stage.lab.node(name);

const takeRight = (right: keyof typeof rights): Pick<Mishap, 'strike' | 'mend'> => ({
  strike: async () => {
    for (const statement of rights[right].take) await node('pg1').sql(statement);
  },
  mend: async () => {
    for (const statement of rights[right].give) await node('pg1').sql(statement);
  },
});

const breakCommand = (command: string): Pick<Mishap, 'strike' | 'mend'> => ({
  strike: () => breaks.break('pg1', command),
  mend: () => breaks.mend('pg1', command),
});

/** What `pg_controldata` says of a server that is none of ours. */
const strangersControl = `Database system identifier:           7000000000000000001
Database cluster state:               shut down
Latest checkpoint location:           0/3000028
Latest checkpoint's TimeLineID:       1
`;

const connects =
  "require('net').connect(process.argv[1], '127.0.0.1').on('error', () => process.exit(1)).on('connect', () => process.exit(0))";

/**
 * Stops, says how it ended, starts (what `"$@"` ends with becomes `start`) and waits until it takes
 * writes and can be reached.
 */
const startsAgain = ({ dataDirectory, port }: LabNode): string => `"$@"
n=$#
for word in "$@"; do
  shift
  n=$((n - 1))
  [ "$n" -gt 0 ] || word=start
  set -- "$@" "$word"
done
"$@" >/dev/null
until grep -qs '^ready' '${dataDirectory}/postmaster.pid' && '${process.execPath}' -e "${connects}" ${port}; do sleep 0.05; done
`;

const mishaps: Readonly<Record<string, Mishap>> = {
  'no right to create slots on the target': {
    at: 'prepare-target',
    ...takeRight('slots'),
    why: /its slots could not be created: .*permission denied/,
    ends: ['prepare-target', 'failed'],
  },
  'no right to checkpoint': {
    at: 'checkpoint',
    ...takeRight('checkpoint'),
    why: /pg1 made no checkpoint: .*permission denied/,
    ends: ['checkpoint', 'failed'],
  },
  'a stop command that fails': {
    at: 'stop',
    ...breakCommand('stop'),
    why: /pg1 was not stopped: .*broken on purpose/,
    ends: ['stop', 'failed'],
  },
  'a control file that can not be read': {
    at: 'stop',
    ...breakCommand('control_data'),
    why: /pg1 has not ended cleanly: its control file could not be read: .*broken on purpose/,
    ends: ['verify-received', 'failed'],
  },
  "another server's control file": {
    at: 'stop',
    strike: () => breaks.break('pg1', 'control_data', strangersControl),
    mend: () => breaks.mend('pg1', 'control_data'),
    why: /pg1 has not ended cleanly: its control file is another server's \(system identifier 7000000000000000001/,
    ends: ['verify-received', 'failed'],
  },
  'a primary that somebody starts again at once': {
    at: 'stop',
    strike: () => breaks.replace('pg1', 'stop', startsAgain(node('pg1'))),
    mend: () => breaks.mend('pg1', 'stop'),
    why: /pg1 ended, but takes writes again/,
    ends: ['verify-received', 'failed'],
  },
  'a shutdown checkpoint that never arrives': {
    at: 'stop',
    strike: () => node('s1').replicationLink.cut(),
    mend: () => node('s1').replicationLink.heal(),
    why: /s1 has not received the shutdown checkpoint at [0-9A-F]+\/[0-9A-F]+: it has received/,
    ends: ['verify-received', 'failed'],
  },
  'a target that hangs while the primary stops': {
    at: 'stop',
    strike: () => node('s1').freeze(),
    mend: () => {
      node('s1').thaw();
      return Promise.resolve();
    },
    why: /pg1 has not ended cleanly|s1 has not received the shutdown checkpoint/,
    ends: ['verify-received', 'failed'],
    leavesTarget: true,
  },
  'no right to promote': {
    at: 'stop',
    ...takeRight('promote'),
    why: /s1 was not promoted: .*permission denied/,
    ends: ['promote', 'failed'],
  },
};

/** Asks for a switchover to s1, approves it, and has something happen on the way. */
async function switchover(at: string, strike: () => Promise<void>): Promise<Operation> {
  expect(await stage.command('switchover orders s1')).toMatch(/OP-\d+ is asked for/);
  await stage.cardShows('Switch orders over from pg1 to s1?');
  const { operations } = stage.scene.pgrepl.app;
  const [asked] = operations.open();
  if (asked === undefined) throw new Error('no operation is open');
  await gate.close(at, 'intended');
  expect(await stage.click('operation_approve')).toMatch(/OP-\d+ is approved/);
  await gate.reached();
  await strike();
  await gate.open();
  return waitUntil(
    'the operation has ended',
    () => {
      const now = operations.operation(asked.id);
      return now?.state === 'ended' && now;
    },
    { timeoutMs: 45_000, detail: () => stage.scene.pgrepl.log.slice(-30).join('') },
  );
}

/** What an operation may have left behind on a node. */
async function leftOn(name: Name): Promise<unknown> {
  const [setting] = await node(name).sql(
    "SELECT current_setting('synchronous_standby_names') AS names",
  );
  const slots = await node(name).sql('SELECT slot_name FROM pg_replication_slots ORDER BY 1');
  return { setting, slots };
}

describe('a switchover that fails before the point of no return', () => {
  it.each(Object.keys(mishaps))('leaves the old primary in service: %s', async (name) => {
    const mishap = mishaps[name];
    if (mishap === undefined) throw new Error(name);
    const before = await Promise.all([leftOn('pg1'), leftOn('s1')]);
    const { outcome, steps } = await switchover(mishap.at, mishap.strike);
    expect(outcome?.kind, outcome?.words).toBe('aborted');
    expect(outcome?.words).toMatch(mishap.why);
    expect(outcome?.words).toContain('pg1 is in service as the primary of orders, as before.');
    await stage.cardShows('pg1 is in service as the primary of orders, as before.');
    const acknowledged = writers.acknowledged.length;
    await waitUntil('pg1 takes writes', () => writers.acknowledged.length > acknowledged + 5);
    expect(writers.acknowledged.filter((row) => row.node !== 'pg1')).toEqual([]);

    const [step, state] = mishap.ends;
    expect(steps.findLast((each) => each.step === step)).toMatchObject({ step, state });
    expect(steps.map((each) => each.state)).not.toContain('intended');
    // It may have gone on record ahead of its turn.
    const promotions = steps.filter((each) => each.step === 'promote');
    expect(promotions.filter((each) => each.state !== 'failed')).toEqual([]);
    await mishap.mend();
    await Promise.all([stage.lab.waitStreaming('s1'), stage.lab.waitStreaming('s2')]);
    expect(
      new Set(outcome?.leftToDo.map((left) => left.node)),
      outcome?.warnings.join('\n'),
    ).toEqual(new Set(mishap.leavesTarget === true ? ['s1'] : []));
    for (const { commands } of outcome?.leftToDo ?? []) {
      for (const command of commands) await node('s1').sql(command);
    }
    expect(await Promise.all([leftOn('pg1'), leftOn('s1')])).toEqual(before);
    await stage.scene.pgrepl.well();
  });
});

describe('a step that can not be put on record', () => {
  it('is not done: nothing happens off the record', async () => {
    const started = (): Promise<unknown> => node('pg1').sql('SELECT pg_postmaster_start_time()');
    const before = await started();
    const { outcome, steps } = await switchover('stop', () => gate.turnBack());
    expect(outcome?.kind, outcome?.words).toBe('aborted');
    expect(outcome?.words).toContain('nothing happens off the record');
    expect(steps.findLast(({ step }) => step === 'stop')).toMatchObject({
      state: 'failed',
      result: expect.stringContaining('not done') as string,
    });
    expect(await started()).toEqual(before);
    await stage.scene.pgrepl.well();
  });
});

describe('a switchover in which something fails after the point of no return', () => {
  it('goes on, and says exactly what is left to do', async () => {
    const [pg1, s1, s2] = [node('pg1'), node('s1'), node('s2')];
    // Commits wait for the target alone: on it they are to wait for pg1, which does not come back.
    await pg1.setSynchronousStandbyNames('s1');
    const { outcome, steps } = await switchover('stop', async () => {
      for (const statement of rights.source.take) await pg1.sql(statement);
      await breaks.break('pg1', 'make_standby');
    });
    expect(outcome?.kind, outcome?.words).toBe('completed-with-warnings');
    expect(outcome?.words).toContain('s1 is the primary of orders in place of pg1.');
    expect(outcome?.warnings.join('\n')).toMatch(/The source of s2 was not set: .*permission/);
    expect(outcome?.warnings.join('\n')).toMatch(/pg1 could not be brought back: .*broken on/);
    expect(steps.findLast(({ step }) => step === 'rejoin')).toMatchObject({ state: 'failed' });
    // With its name set every commit would hang.
    expect(outcome?.warnings.join('\n')).toMatch(/on s1 stays as it was, and is not `pg1` yet/);
    const acknowledged = writers.acknowledged.length;
    await waitUntil('rows are written on s1 without any standby', () =>
      writers.acknowledged.slice(acknowledged).some((row) => row.node === 's1'),
    );
    const left = new Map(outcome?.leftToDo.map((each) => [each.node, each.commands]));
    expect([...left.keys()].toSorted(), outcome?.warnings.join('\n')).toEqual(['pg1', 's1', 's2']);
    expect(left.get('s1')).toContain("ALTER SYSTEM SET synchronous_standby_names = 'pg1'");
    await stage.cardShows('Left to do');

    // What it says is what helps.
    for (const command of left.get('s2') ?? []) await s2.sql(command);
    await waitUntil('s2 streams from s1', async () => {
      const rows = await s1.sql(
        "SELECT FROM pg_stat_replication WHERE application_name = 's2' AND state = 'streaming'",
      );
      return rows.length > 0;
    });
    expect(outcome?.leftToDo.flatMap(({ commands }) => commands).join('\n')).toContain(
      'make-standby',
    );
    await writers.stop();
    expect(await watch.stop()).toEqual([]);
    expect(watch.looks).toBeGreaterThan(500);
    expect(await missingOn(s1, writers.acknowledged)).toEqual([]);
  });
});
