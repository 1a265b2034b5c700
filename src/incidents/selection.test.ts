import { describe, expect, it } from 'vitest';
import { incidentNumber, incidentSelection } from './selection.js';

describe('which incidents are wanted', () => {
  it.each([
    ['', '', { kind: 'open' }, 'open'],
    ['orders', 'orders', { kind: 'open' }, 'open'],
    ['all orders', 'orders', { kind: 'all' }, 'all'],
    ['orders OPEN', 'orders', { kind: 'open' }, 'open'],
    ['7d', '', { kind: 'within', ms: 604_800_000 }, '7d'],
    ['orders 24H', 'orders', { kind: 'within', ms: 86_400_000 }, '24h'],
    ['2w', '', { kind: 'within', ms: 1_209_600_000 }, '2w'],
    ['0d', '0d', { kind: 'open' }, 'open'],
    ['7days', '7days', { kind: 'open' }, 'open'],
  ])('"%s"', (typed, name, which, word) => {
    expect(incidentSelection(typed)).toEqual({ name, which, word });
  });

  it.each([
    ['INC-7', 7],
    ['inc7', 7],
    ['#12', 12],
    ['3', 3],
    ['INC-0', null],
    ['OP-7', null],
    ['INC-7x', null],
    ['', null],
    ['INC-99999999999999999999', null],
  ])('the number of %s', (word, number) => {
    expect(incidentNumber(word)).toBe(number);
  });
});
