import { expect, it } from 'vitest';
import type { Operation } from '../operations/model.js';
import { anOperation } from '../wording/testing/operations.js';
import { catchUp } from './catch-up.js';
import { OperationMemory } from './memory.js';
import type { OperationStore } from './ports.js';

const owner = 'host pid 1';
const requested = anOperation({ changedAt: 1 });
const claimed = anOperation({ state: 'running', claimedBy: owner, changedAt: 2 });
const ended = anOperation({ state: 'ended', changedAt: 3 });

interface Case {
  readonly here: readonly Operation[];
  readonly open: readonly Operation[];
  readonly ended?: Operation;
  /** What this process is busy with before the store was read, and after. */
  readonly atWork?: readonly [readonly string[], readonly string[]];
}

async function caughtUp({ here, open, ended: over, atWork = [[], []] }: Case): Promise<{
  orphans: readonly Operation[];
  memory: OperationMemory;
}> {
  const memory = new OperationMemory();
  for (const operation of here) memory.put(operation);
  let asked = 0;
  const store = {
    open: () => Promise.resolve(open),
    find: () => Promise.resolve(over ?? null),
  } as Partial<OperationStore> as OperationStore;
  const orphans = await catchUp({ store, memory, owner }, () => {
    asked += 1;
    return new Set(atWork[asked === 1 ? 0 : 1]);
  });
  return { orphans, memory };
}

it('finds an operation that was begun by an approval whose answer was lost', async () => {
  const { orphans, memory } = await caughtUp({ here: [requested], open: [claimed] });
  expect(orphans).toEqual([claimed]);
  expect(memory.get(claimed.id)).toBe(claimed);
});

it('finds one that memory holds as running, and that nobody carries out', async () => {
  const { orphans } = await caughtUp({ here: [claimed], open: [claimed] });
  expect(orphans).toEqual([claimed]);
});

it.each([
  ['is carried out', [[claimed.id], [claimed.id]]],
  ['has just begun', [[], [claimed.id]]],
  ['has just ended', [[claimed.id], []]],
] as const)('leaves one alone that %s', async (_what, atWork) => {
  const { orphans, memory } = await caughtUp({ here: [requested], open: [claimed], atWork });
  expect(orphans).toEqual([]);
  expect(memory.get(claimed.id)).toBe(requested);
});

it('leaves one alone that another process carries out', async () => {
  const other = { ...claimed, claimedBy: 'host pid 2' };
  expect((await caughtUp({ here: [other], open: [other] })).orphans).toEqual([]);
});

it('takes in a request and an end that were not heard of', async () => {
  expect((await caughtUp({ here: [], open: [requested] })).memory.open()).toEqual([requested]);
  const { memory } = await caughtUp({ here: [requested], open: [], ended });
  expect(memory.open()).toEqual([]);
  expect(memory.get(ended.id)).toBe(ended);
});

it('does not put what is older over what is newer', async () => {
  const newer = { ...requested, planVersion: 2, changedAt: 2 };
  const { memory } = await caughtUp({ here: [newer], open: [requested] });
  expect(memory.get(requested.id)).toBe(newer);
});
