import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabNode } from '../../lab/postgres/node.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { Operation } from '../../src/operations/model.js';
import type { Actor, OperationReply } from '../../src/operations/service.js';
import { Gate } from './support/gate.js';
import { watchOnePrimary, type OnePrimaryWatch } from './support/one-primary.js';
import { Stage } from './support/stage.js';
import { missingOn, prepareWriting, startWriters, type Writers } from './support/writers.js';

type Name = 'pg1' | 's1' | 's2';

let stage: Stage<Name>;
let gate: Gate;
let writers: Writers;
let watch: OnePrimaryWatch | undefined;

beforeAll(async () => {
  stage = await Stage.open({
    spec: {
      nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1', slot: true } },
    },
    operations: { driver: 'sql', user: 'op' },
  });
  gate = new Gate(stage.scene.place);
  await node('pg1').sql('CREATE ROLE op LOGIN SUPERUSER');
  await prepareWriting(node('pg1'));
  writers = startWriters([node('pg1'), node('s1')], 3);
});

afterAll(async () => {
  await gate.open();
  await watch?.stop();
  await writers.stop();
  await stage.close();
});

const node = (name: Name): LabNode => stage.lab.node(name);
const hbaOf = (name: Name): Promise<string> =>
  readFile(join(node(name).dataDirectory, 'pg_hba.conf'), 'utf8');

const actor = (userId: string): Actor => ({
  id: `slack:T0LOCAL/${userId}`,
  userId,
  groups: ['S0DBAONCALL'],
});

function operationOf(reply: OperationReply): Operation {
  if (reply.kind === 'done') return reply.operation;
  throw new Error(reply.kind === 'may-force' ? reply.kind : reply.words);
}

/** A promotion that is forced, while the primary serves. */
async function ask(target: Name): Promise<Operation> {
  return operationOf(
    await stage.scene.pgrepl.app.operations.request({
      kind: 'promote',
      cluster: 'orders',
      target,
      reason: null,
      forced: true,
      typedName: 'orders',
      actor: actor('U0REQUESTER'),
      channel: { id: 'C0ORDERS', shared: false },
    }),
  );
}

/** What a primary that serves writes in the meantime may change the price: then it is approved anew. */
async function click({ id }: Operation, deed: 'approve' | 'go-on'): Promise<void> {
  const { operations } = stage.scene.pgrepl.app;
  await waitUntil(`somebody's ${deed} counts`, async () => {
    operationOf(
      await operations.click({
        operationId: id,
        deed,
        planVersion: operations.operation(id)?.planVersion ?? 1,
        typedName: 'orders',
        actor: actor('U0DBA'),
        channel: { id: 'C0ORDERS', shared: false },
      }),
    );
    return true;
  });
}

async function reaches({ id }: Operation, state: Operation['state']): Promise<Operation> {
  const { pgrepl } = stage.scene;
  return waitUntil(
    `the operation is ${state}`,
    () => {
      const now = pgrepl.app.operations.operation(id);
      return now?.state === state && now;
    },
    { timeoutMs: 40_000, detail: () => pgrepl.log.slice(-20).join('') },
  );
}

async function writesOn(name: Name): Promise<void> {
  const before = writers.acknowledged.length;
  await waitUntil(`rows are written on ${name}`, () =>
    writers.acknowledged.slice(before).some((row) => row.node === name),
  );
}

const isLocked = async (name: Name): Promise<void> => {
  await expect(node(name).sql('SELECT 1')).rejects.toMatchObject({ code: '28000' });
};

const leftWords = ({ outcome }: Operation): string =>
  (outcome?.leftToDo ?? []).flatMap(({ words, commands }) => [words, ...commands]).join('\n');

it('lets clients in again if it does not come to the promotion', async () => {
  const hba = await hbaOf('pg1');
  await writesOn('pg1');
  const asked = await ask('s1');
  expect(asked.plan.steps.map(({ id, by }) => `${id} ${by}`).slice(0, 3)).toEqual([
    'prepare-target sql',
    'fence sql',
    'promote sql',
  ]);
  const state = asked.plan.checks.find(({ id }) => id === 'primary-state');
  expect(state).toMatchObject({ verdict: 'block', forceable: true });
  expect(state?.evidence).toContain('Its clients are locked out first, and it goes on running');
  await gate.close('promote', 'intended');
  await click(asked, 'approve');
  await gate.reached();
  await isLocked('pg1');
  await gate.turnBack();

  const over = await reaches(asked, 'ended');
  expect(over.outcome?.kind).toBe('aborted');
  expect(over.outcome?.words).toContain('pg1 is in service as the primary of orders, as before.');
  expect(over.steps.map(({ step, state: end }) => `${step} ${end}`)).toContain('undo:fence done');
  expect(await hbaOf('pg1')).toBe(hba);
  await writesOn('pg1');
  expect(await node('s1').isInRecovery()).toBe(true);
});

it('promotes beside a primary that no client gets into, and loses nothing', async () => {
  watch = watchOnePrimary(stage.lab.nodes);
  const asked = await ask('s1');
  await click(asked, 'approve');
  const over = await reaches(asked, 'ended');
  expect(over.outcome?.kind, over.outcome?.words).toMatch(/^completed/);
  expect(over.steps.find(({ step }) => step === 'fence')?.result).toMatch(
    /^Clients are locked out of pg1: \d+ sessions were ended, .*; s1 has all that was written up to /,
  );
  await isLocked('pg1');
  await writesOn('s1');
  expect(await missingOn(node('s1'), writers.acknowledged)).toEqual([]);
  expect(leftWords(over)).toMatch(
    /pg1 still runs, with its clients locked out: stop it before anything else[\s\S]*pg_ctl stop [\s\S]*cp .*before-pgrepl-fence/,
  );
  expect(over.outcome?.downtimeMs).not.toBeNull();
  // Two servers say that they are primaries, and nobody is told that this is well.
  await stage.scene.pgrepl.finds('several-primaries');
  await stage.lab.waitStreaming('s2', 's1');
  expect(await watch.stop()).toEqual([]);
}, 60_000);

it('goes on where somebody else has promoted meanwhile, for nobody gets into the old one', async () => {
  await stage.lab.reclone('pg1', 's1');
  await waitUntil('pgrepl sees one primary', () => {
    const kinds = stage.scene.pgrepl.cluster().findings.map(({ kind }) => kind);
    return !kinds.includes('several-primaries') && !kinds.includes('no-primary');
  });
  watch = watchOnePrimary(stage.lab.nodes);
  const asked = await waitUntil('pg1 can be promoted', () => ask('pg1'));
  await gate.close('promote', 'intended');
  await click(asked, 'approve');
  await gate.reached();
  await isLocked('s1');
  await node('pg1').sql('SELECT pg_promote()');
  await gate.turnBack();
  expect(await reaches(asked, 'interrupted')).toMatchObject({
    interruption: { pastNoReturn: true },
  });
  await click(asked, 'go-on');
  const over = await reaches(asked, 'ended');
  expect(over.outcome?.kind, over.outcome?.words).toMatch(/^completed/);
  expect(over.steps.filter(({ step }) => step === 'fence').map(({ state }) => state)).toEqual([
    'done',
    'done',
  ]);
  await isLocked('s1');
  await writesOn('pg1');
  await writers.stop();
  expect(await missingOn(node('pg1'), writers.acknowledged)).toEqual([]);
  expect(await watch.stop()).toEqual([]);
}, 90_000);
