import { describe, expect, it } from 'vitest';
import { standbySettings } from '../../operations/standby-settings.js';
import { parseRecoveryConf } from './recovery-conf.js';

const settings = (text: string): Record<string, string> =>
  Object.fromEntries(parseRecoveryConf(text));

describe('parseRecoveryConf', () => {
  it('reads what is written for a standby', () => {
    const source = { conninfo: String.raw`host=db1 password='it\'s a \\ secret'`, slot: 's1' };
    expect(settings(standbySettings(source, 11))).toEqual({
      standby_mode: 'on',
      primary_conninfo: source.conninfo,
      recovery_target_timeline: 'latest',
      primary_slot_name: 's1',
    });
  });

  it('reads what people write', () => {
    const text = [
      '# a comment',
      "Trigger_File='/tmp/a'",
      'restore_command = \'cp "/a/%f" "%p"\'   # from the archive',
      'standby_mode on',
      'recovery_min_apply_delay = 5min # no quotes',
      "#primary_slot_name = 'not this'",
      "primary_conninfo = 'host=a'",
      "primary_conninfo = 'host=b # c'\r",
    ].join('\n');
    expect(settings(text)).toEqual({
      trigger_file: '/tmp/a',
      restore_command: 'cp "/a/%f" "%p"',
      standby_mode: 'on',
      recovery_min_apply_delay: '5min',
      primary_conninfo: 'host=b # c',
    });
  });

  it('reads escapes as PostgreSQL does', () => {
    expect(settings(String.raw`a = 'x''y\'z\\\t\101\q'`)).toEqual({ a: "x'y'z\\\tAq" });
  });

  it('makes nothing of what is no setting', () => {
    expect(settings("= 'a'\nname\nopen = 'a\n")).toEqual({});
  });
});
