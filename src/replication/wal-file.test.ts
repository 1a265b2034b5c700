import { describe, expect, it } from 'vitest';
import { lsn } from './testing/observations.js';
import { segmentOf, walFileStart } from './wal-file.js';

const segmentBytes = 16 * 1024 ** 2;

describe('the name of a WAL file', () => {
  it.each([
    ['000000010000000000000001', '0/1000000'],
    ['0000000A00000016000000B3', '16/B3000000'],
    ['0000000100000000000000FF', '0/FF000000'],
    ['000000010000000000000003.partial', '0/3000000'],
  ])('%s says where it begins', (file, start) => {
    expect(walFileStart(file, segmentBytes)).toBe(lsn(start));
  });

  it('says it by the size of a segment', () => {
    expect(walFileStart('000000010000000000000003', 64 * 1024 ** 2)).toBe(lsn('0/C000000'));
    expect(walFileStart('000000010000000000000100', segmentBytes)).toBeUndefined();
  });

  it.each(['00000002.history', '000000010000000000000002.00000028.backup', '', 'archive'])(
    '%s is none',
    (file) => {
      expect(walFileStart(file, segmentBytes)).toBeUndefined();
    },
  );

  it('gives the segment of a position', () => {
    expect(segmentOf(lsn('1/0'), segmentBytes)).toBe(256n);
    expect(segmentOf(lsn('0/2FFFFFF'), segmentBytes)).toBe(2n);
  });
});
