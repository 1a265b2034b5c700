import { describe, expect, it } from 'vitest';
import { archivingOf } from '../archiving.js';
import { aContext, found, told, type ContextChanges } from '../testing/contexts.js';
import { archiveCommand } from './archive-command.js';

const primaryWith = (command: string): ContextChanges => ({
  surveys: { pg1: { settings: { archive_mode: 'on' }, archiving: archivingOf(command) } },
});

describe('archive-command', () => {
  it.each([
    ['', 'fail', 'WAL heaps up in `pg_wal`'],
    ['/bin/true', 'fail', ', which runs `true`, succeeds whatever happens'],
    ['cp %p /archive/%f || true', 'fail', ', which runs `cp`, succeeds whatever happens'],
    ['cp %p /archive/%f', 'warn', ', which runs `cp`, overwrites a file that is there already.'],
    ['cp -n %p /archive/%f', 'warn', 'may succeed without storing anything'],
    ['rsync -a --ignore-existing %p b:/a/%f', 'warn', 'may succeed without storing anything'],
    ['[ -f /archive/%f ] || cp %p /archive/%f', 'warn', 'may succeed without storing anything'],
  ])('of %j says what becomes of the WAL', (command, verdict, words) => {
    expect(found(archiveCommand, primaryWith(command))).toEqual([`${verdict} pg1`]);
    const said = told(archiveCommand, primaryWith(command));
    expect(said).toContain(words);
    expect(said).toContain(
      "`ALTER SYSTEM SET archive_command = 'test ! -f /archive/%f && cp %p /archive/%f'`, then `SELECT pg_reload_conf()`",
    );
  });

  it.each(['test ! -f /archive/%f && cp %p /archive/%f', 'wal-g wal-push %p'])(
    'passes %j',
    (command) => {
      expect(found(archiveCommand, primaryWith(command))).toEqual([]);
    },
  );

  it('does not vouch for a program that it does not know', () => {
    const [outcome] = archiveCommand.examine(aContext(primaryWith('wal-g wal-push %p')));
    expect(outcome?.evidence).toContain('can not be told from outside');
  });

  it('has nodes that share an archive take the same file twice', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: { settings: { archive_mode: 'always' }, archiving: archivingOf('cp %p /a/%f') },
      },
    };
    expect(told(archiveCommand, changes)).toContain(
      'if test -e /archive/%f; then cmp -s %p /archive/%f; else cp %p /archive/%f; fi',
    );
  });

  it('shows no argument of the command', () => {
    const secret = 'sshpass -p hunter2 scp %p backup:/archive/%f';
    expect(told(archiveCommand, primaryWith(secret))).toContain('which runs `scp`, overwrites');
    expect(told(archiveCommand, primaryWith(secret))).not.toMatch(/hunter2|backup:/);
  });

  it('passes a library, and a standby that does not archive yet', () => {
    const changes: ContextChanges = {
      all: {
        settings: { archive_mode: 'on', archive_command: '', archive_library: 'basic_archive' },
      },
      surveys: { s1: { settings: { archive_library: '' } } },
    };
    expect(found(archiveCommand, changes)).toEqual([]);
  });
});
