import { describe, expect, it } from 'vitest';
import type { SyncContract } from '../findings/model.js';
import { testNow } from '../testing/observations.js';
import { contractWithNames } from './contract-with-names.js';

const contract: SyncContract = {
  source: 'learned',
  since: testNow - 1000,
  required: 1,
  eligible: 2,
  synchronousCommit: 'on',
  names: 'FIRST 1 (s1, s2)',
  overrides: [],
};

describe('contractWithNames', () => {
  it.each([
    ['FIRST 1 (pg1, s2)', 1, 2],
    ['FIRST 1 (s2)', 1, 1],
    ['ANY 2 (pg1, s2, s3)', 2, 3],
    ['', 0, 0],
    ['*', 1, 2],
  ])('of %s', (names, required, eligible) => {
    const set = contractWithNames(contract, names, testNow);
    expect(set).toEqual({ ...contract, since: testNow, names, required, eligible });
  });

  it('keeps apart who was listed and never there', () => {
    const fewer = { ...contract, eligible: 1 };
    expect(contractWithNames(fewer, 'FIRST 1 (pg1, ghost)', testNow)?.eligible).toBe(1);
  });

  it('waits for nobody where the level does not', () => {
    const local = { ...contract, synchronousCommit: 'local', required: 0 };
    expect(contractWithNames(local, 'FIRST 1 (s2)', testNow)?.required).toBe(0);
  });

  it('is the same for the same names, and none without one before or for what can not be read', () => {
    expect(contractWithNames(contract, contract.names, testNow)).toBe(contract);
    expect(contractWithNames(null, 's1', testNow)).toBeNull();
    expect(contractWithNames(contract, 'FIRST (', testNow)).toBeNull();
  });
});
