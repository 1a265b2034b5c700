import { expect, it } from 'vitest';
import type { SyncContract } from '../replication/findings/model.js';
import { testNow } from '../replication/testing/observations.js';
import { concludedContract, type ConcludedPlan } from './concluded-contract.js';

const contract: SyncContract = {
  source: 'learned',
  since: testNow - 1000,
  required: 1,
  eligible: 1,
  synchronousCommit: 'on',
  names: 's1',
  meanwhile: null,
  overrides: [],
};

function concluded(
  before: string,
  after: string,
  changes: Partial<SyncContract> = {},
  plan: Partial<ConcludedPlan> = {},
): SyncContract | null {
  return concludedContract(
    { ...contract, ...changes },
    {
      target: 's1',
      primary: 'pg1',
      sync: { before, onTarget: '', atPromotion: after, after },
      ...plan,
    },
    (node) => node,
    testNow,
  );
}

it('is that of the new names where they ask for as many', () => {
  expect(concluded('s1', 'pg1')).toEqual({ ...contract, since: testNow, names: 'pg1' });
});

it.each([
  ['s1', '', { required: 1, eligible: 1 }, 'pg1'],
  ['FIRST 2 (s1, s2)', 'FIRST 1 (s2)', { required: 2, eligible: 2 }, 'FIRST 2 (pg1, s2)'],
  ['FIRST 1 (s1, s2)', 'FIRST 1 (s2)', { required: 1, eligible: 2 }, 'FIRST 1 (pg1, s2)'],
] as const)('goes on asking for as much after %j became %j', (before, after, counts, names) => {
  expect(concluded(before, after, { names: before, ...counts })).toEqual({
    ...contract,
    ...counts,
    since: testNow,
    names,
    meanwhile: after,
  });
});

it('goes along with the primary while the cluster is asynchronous for the time being', () => {
  const waiting = { names: 'pg1', meanwhile: '' };
  const back = concluded('', '', waiting, { target: 'pg1', primary: 's1' });
  expect(back).toMatchObject({ names: 's1', required: 1, meanwhile: '' });
});

it('is the old one where nobody knows whose place the target takes', () => {
  expect(concluded('s1', '', {}, { primary: null })).toMatchObject({
    names: 's1',
    required: 1,
    meanwhile: '',
  });
});

it('forgets what was for the time being once the promise is kept', () => {
  const set = concluded('pg1', 's1', { names: 'pg1', meanwhile: '' }, { target: 'pg1' });
  expect(set).toMatchObject({ names: 's1', meanwhile: null });
});
