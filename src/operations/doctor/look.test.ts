import { describe, expect, it } from 'vitest';
import { change, changeList, reset } from './look.js';
import { aSurvey } from './testing/contexts.js';

const names = (count: number): string =>
  Array.from({ length: count }, (_, index) => `standby_${index}`).join(', ');

describe('the command that changes a setting', () => {
  it('is there to be pasted, quotes doubled', () => {
    expect(change(aSurvey('pg1'), 'archive_command', "cp '%p' /a")).toBe(
      "On pg1: `ALTER SYSTEM SET archive_command = 'cp ''%p'' /a'`, then `SELECT pg_reload_conf()`.",
    );
    expect(changeList(aSurvey('s1'), 'shared_preload_libraries', ['a', 'b'])).toBe(
      "On s1: `ALTER SYSTEM SET shared_preload_libraries = 'a', 'b'`, then restart it.",
    );
  });

  it.each([
    ['a value too long', names(20)],
    ['a backtick', 'a`b'],
    ['a line break', 'a\nb'],
  ])('is none where it would have to be cut or changed: %s', (_, value) => {
    const byHand =
      'Set `synchronous_standby_names` of pg1 by hand, then `SELECT pg_reload_conf()`: the command for it does not fit here as a whole.';
    expect(change(aSurvey('pg1'), 'synchronous_standby_names', value)).toBe(byHand);
    expect(change(aSurvey('s1', { major: 11 }), 'restore_command', value)).toBe(
      'Set `restore_command` in `recovery.conf` of s1 by hand, and restart it: the line for it does not fit here as a whole.',
    );
    const list = changeList(aSurvey('s1'), 'shared_preload_libraries', [value, 'b']);
    expect(list).toContain('by hand, then restart it');
  });

  it('does not take out of a file what the command line sets', () => {
    const primary = aSurvey('pg1');
    const setting = primary.settings.get('recovery_target_name');
    if (setting === undefined) expect.fail('it is set');
    const given = { ...setting, text: 'x', source: 'command line' };
    const settings = new Map([...primary.settings, ['recovery_target_name', given] as const]);
    expect(reset({ ...primary, settings }, 'recovery_target_name')).toBe(
      'Take `recovery_target_name` out where pg1 is started: its command line sets it.',
    );
  });
});
