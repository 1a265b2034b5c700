import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { archiveCommand } from './archive-command.js';

describe('archive-command', () => {
  it('fails without a command', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { settings: { archive_mode: 'on', archive_command: '' } } },
    };
    expect(found(archiveCommand, changes)).toEqual(['fail pg1']);
    const words = told(archiveCommand, changes);
    expect(words).toContain('WAL heaps up in `pg_wal`');
  });

  it('fails "/bin/true": it always succeeds', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { settings: { archive_mode: 'on', archive_command: '/bin/true' } } },
    };
    expect(found(archiveCommand, changes)).toEqual(['fail pg1']);
    const words = told(archiveCommand, changes);
    expect(words).toContain('succeeds whatever happens');
  });

  it('fails "exit 0": it always succeeds', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { settings: { archive_mode: 'on', archive_command: 'exit 0' } } },
    };
    expect(found(archiveCommand, changes)).toEqual(['fail pg1']);
    const words = told(archiveCommand, changes);
    expect(words).toContain('succeeds whatever happens');
  });

  it('fails "cp %p /archive/%f || true": it always succeeds', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { archive_mode: 'on', archive_command: 'cp %p /archive/%f || true' } },
      },
    };
    expect(found(archiveCommand, changes)).toEqual(['fail pg1']);
    const words = told(archiveCommand, changes);
    expect(words).toContain('succeeds whatever happens');
  });

  it('fails "cp %p /a/%f; exit 0": it always succeeds', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { archive_mode: 'on', archive_command: 'cp %p /a/%f; exit 0' } },
      },
    };
    expect(found(archiveCommand, changes)).toEqual(['fail pg1']);
    const words = told(archiveCommand, changes);
    expect(words).toContain('succeeds whatever happens');
  });

  it('warns of "cp %p /archive/%f": it overwrites', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { settings: { archive_mode: 'on', archive_command: 'cp %p /archive/%f' } } },
    };
    expect(found(archiveCommand, changes)).toEqual(['warn pg1']);
    const words = told(archiveCommand, changes);
    expect(words).toContain('overwrites a file that is there already');
  });

  it('warns of "rsync -a %p backup:/archive/%f": it overwrites', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          settings: { archive_mode: 'on', archive_command: 'rsync -a %p backup:/archive/%f' },
        },
      },
    };
    expect(found(archiveCommand, changes)).toEqual(['warn pg1']);
    const words = told(archiveCommand, changes);
    expect(words).toContain('overwrites a file that is there already');
  });

  it('warns of "scp %p backup:/archive/%f": it overwrites', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { archive_mode: 'on', archive_command: 'scp %p backup:/archive/%f' } },
      },
    };
    expect(found(archiveCommand, changes)).toEqual(['warn pg1']);
    const words = told(archiveCommand, changes);
    expect(words).toContain('overwrites a file that is there already');
  });

  it('passes "test ! -f /archive/%f && cp %p /archive/%f"', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          settings: {
            archive_mode: 'on',
            archive_command: 'test ! -f /archive/%f && cp %p /archive/%f',
          },
        },
      },
    };
    expect(found(archiveCommand, changes)).toEqual([]);
  });

  it('passes "pgbackrest --stanza=orders archive-push %p"', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          settings: {
            archive_mode: 'on',
            archive_command: 'pgbackrest --stanza=orders archive-push %p',
          },
        },
      },
    };
    expect(found(archiveCommand, changes)).toEqual([]);
  });

  it('passes "cp -i %p /archive/%f < /dev/null"', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          settings: { archive_mode: 'on', archive_command: 'cp -i %p /archive/%f < /dev/null' },
        },
      },
    };
    expect(found(archiveCommand, changes)).toEqual([]);
  });

  it('passes "wal-g wal-push %p"', () => {
    const changes: ContextChanges = {
      surveys: { pg1: { settings: { archive_mode: 'on', archive_command: 'wal-g wal-push %p' } } },
    };
    expect(found(archiveCommand, changes)).toEqual([]);
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
