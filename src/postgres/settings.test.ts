import { describe, expect, it } from 'vitest';
import { readSettings, settingAmount } from './settings.js';

describe('settingAmount', () => {
  it.each([
    ['4', null, 4],
    ['4', 'B', 4],
    ['4', 'kB', 4096],
    ['2048', '8kB', 16 * 1024 ** 2],
    ['64', 'MB', 64 * 1024 ** 2],
    ['2', '16MB', 32 * 1024 ** 2],
    ['200', 'ms', 200],
    ['5', 's', 5000],
    ['2', 'min', 120_000],
    ['0', 'MB', 0],
  ])('reads %s %s as %d', (value, unit, amount) => {
    expect(settingAmount({ x: [value, unit] }, 'x')).toBe(amount);
  });

  it('keeps -1, "no limit", as it is', () => {
    expect(settingAmount({ x: ['-1', 'MB'] }, 'x')).toBe(-1);
  });

  it.each([
    ['12', 'fortnight'],
    ['', 'MB'],
    ['on', null],
  ])('does not guess at %s %s', (value, unit) => {
    expect(settingAmount({ x: [value, unit] }, 'x')).toBeNull();
    expect(settingAmount({}, 'x')).toBeNull();
  });
});

describe('readSettings', () => {
  const least = { synchronous_standby_names: ['', null] } as const;

  it('reads what a version lacks, or hides, as unknown', () => {
    const settings = readSettings({ synchronous_standby_names: ['', null] });
    expect(settings?.synchronousStandbyNames).toBe('');
    const { synchronousStandbyNames, ...others } = settings ?? {};
    expect(synchronousStandbyNames).toBe('');
    expect(Object.values(others).every((value) => value === null)).toBe(true);
  });

  it('counts WAL segments in bytes up to 12, by the size of the server at hand', () => {
    const segments = { ...least, wal_keep_segments: ['4', null] } as const;
    const of10 = readSettings({
      synchronous_standby_names: ['', null],
      wal_keep_segments: ['4', null],
      wal_segment_size: ['2048', '8kB'],
    });
    expect(of10?.walKeepBytes).toBe(64 * 1024 ** 2);
    expect(readSettings({ ...segments } as never)?.walKeepBytes).toBeNull();
  });

  it('takes empty names for unset ones, but not empty standby names', () => {
    const settings = readSettings({
      synchronous_standby_names: ['', null],
      cluster_name: ['', null],
      primary_slot_name: ['', null],
    });
    expect(settings).toMatchObject({
      clusterName: null,
      primarySlotName: null,
      synchronousStandbyNames: '',
    });
  });

  it('refuses an answer without synchronous_standby_names', () => {
    expect(readSettings({})).toBeUndefined();
  });
});
