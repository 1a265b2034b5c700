import { expect, it } from 'vitest';

import type { RejoinVerdict } from '../plan-model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { rejoin } from './rejoin.js';

const because = { forkLsn: null, evidence: ['It is so.', 'And so.'] };

it.each<[RejoinVerdict | null, string]>([
  [
    { how: 'follow', ...because },
    'pass: pg1 comes back as a standby of s1 as it is. It is so. And so.',
  ],
  [
    { how: 'rewind', ...because },
    'warn: pg1 has to be rewound before it can follow s1. It is so. And so.',
  ],
  [
    { how: 'reclone', ...because },
    'warn: pg1 has to be cloned anew before it can follow s1. It is so. And so.',
  ],
  [{ how: 'by-hand', ...because }, 'warn: How pg1 can come back is not known. It is so. And so.'],
  [null, 'pass: There is no old primary to bring back.'],
])('tells the verdict %j', (verdict, expected) => {
  const context = aCheckContext();
  expect(said(rejoin({ ...context, plan: { ...context.plan, rejoin: verdict } }))).toBe(expected);
});
