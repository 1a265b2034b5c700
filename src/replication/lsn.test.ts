import { describe, expect, it } from 'vitest';

import type { Lsn } from './lsn.js';
import { formatLsn, lsnDiffBytes, maxLsn, parseLsn } from './lsn.js';
import { lsn } from './testing/observations.js';
import { Random } from './testing/random.js';

describe('parseLsn', () => {
  it.each([
    ['0/0', 0n],
    ['0/3000000', 0x3000000n],
    ['16/B374D848', 0x16_b374_d848n],
    ['16/b374d848', 0x16_b374_d848n],
    ['FFFFFFFF/FFFFFFFF', 0xffff_ffff_ffff_ffffn],
    ['00000000/00000001', 1n],
  ])('reads %s', (text, value) => {
    expect(parseLsn(text)).toBe(value);
  });

  it.each([
    '',
    '0',
    '/',
    '0/',
    '/0',
    '0/0/0',
    ' 0/0',
    '0/0 ',
    'G/0',
    '0/123456789',
    '-1/0',
    '0x1/0',
  ])('refuses %j', (text) => {
    expect(parseLsn(text)).toBeUndefined();
  });
});

describe('formatLsn', () => {
  it.each([
    [0n, '0/0'],
    [0x1_0000_0000n, '1/0'],
    [0x16_b374_d848n, '16/B374D848'],
    [0xffff_ffff_ffff_ffffn, 'FFFFFFFF/FFFFFFFF'],
  ])('writes %d as PostgreSQL does', (value, text) => {
    expect(formatLsn(value as Lsn)).toBe(text);
  });

  it('gives back what was read, for 2,000 positions', () => {
    const random = new Random(1);
    for (let count = 0; count < 2_000; count += 1) {
      const text = [random.integer(0, 0xffff_ffff), random.integer(0, 0xffff_ffff)]
        .map((half) => half.toString(16).toUpperCase())
        .join('/');
      expect(formatLsn(lsn(text))).toBe(text);
    }
  });
});

describe('lsnDiffBytes', () => {
  it('counts forward, backward and over the border of the halves', () => {
    expect(lsnDiffBytes(lsn('0/3000100'), lsn('0/3000000'))).toBe(256);
    expect(lsnDiffBytes(lsn('0/3000000'), lsn('0/3000100'))).toBe(-256);
    expect(lsnDiffBytes(lsn('1/0'), lsn('0/FFFFFFFF'))).toBe(1);
  });

  it('is exact up to 8 PiB', () => {
    expect(lsnDiffBytes(lsn('1FFFFF/FFFFFFFF'), lsn('0/0'))).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('maxLsn', () => {
  it('takes the later one, and any before none', () => {
    const [earlier, later] = [lsn('0/FFFFFFFF'), lsn('1/0')];
    expect(maxLsn(earlier, later)).toBe(later);
    expect(maxLsn(later, earlier)).toBe(later);
    expect(maxLsn(null, earlier)).toBe(earlier);
    expect(maxLsn(earlier, null)).toBe(earlier);
    expect(maxLsn(null, null)).toBeNull();
  });
});
