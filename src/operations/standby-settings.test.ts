import { describe, expect, it } from 'vitest';
import { settingValue, standbySettings } from './standby-settings.js';

const source = { conninfo: "host=db2 port=5432 password='it\\'s'", slot: 'db1' };

describe('what makes a server a standby', () => {
  it('from 12 on is a few settings', () => {
    expect(standbySettings(source, 12)).toBe(
      [
        String.raw`primary_conninfo = 'host=db2 port=5432 password=''it\\''s'''`,
        `recovery_target_timeline = 'latest'`,
        `primary_slot_name = 'db1'`,
        '',
      ].join('\n'),
    );
  });

  it('puts a slot out of force that was set before', () => {
    expect(standbySettings({ ...source, slot: null }, 18)).toContain("primary_slot_name = ''\n");
  });

  it('before 12 is a whole recovery.conf, where an empty slot would be refused', () => {
    const text = standbySettings({ ...source, slot: null }, 11);
    expect(text).toMatch(/^standby_mode = 'on'\n/);
    expect(text).toContain("recovery_target_timeline = 'latest'\n");
    expect(text).not.toContain('slot');
    expect(standbySettings(source, 10)).toContain("primary_slot_name = 'db1'\n");
  });
});

describe('a value in a configuration file', () => {
  it.each([
    ['plain', `'plain'`],
    ["it's", `'it''s'`],
    [String.raw`a\b`, String.raw`'a\\b'`],
    ['two\nlines\r', String.raw`'two\nlines\r'`],
  ])('%j is written as %s', (value, written) => {
    expect(settingValue(value)).toBe(written);
  });
});
