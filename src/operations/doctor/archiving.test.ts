import { describe, expect, it } from 'vitest';
import { archivingOf } from './archiving.js';

const copy = (kind: string): object => ({ kind, program: 'cp' });

describe('an archive_command', () => {
  it.each([
    ['', { kind: 'no-command' }],
    ['(disabled)', { kind: 'no-command' }],
    ['/bin/true', { kind: 'always-succeeds', program: 'true' }],
    ['exit 0', { kind: 'always-succeeds', program: 'exit' }],
    ['cp %p /archive/%f || true', copy('always-succeeds')],
    ['cp %p /a/%f; exit 0', copy('always-succeeds')],
    ['cp %p /archive/%f', copy('overwrites')],
    ['/bin/cp -p %p /archive-n/%f', copy('overwrites')],
    ['test -d /archive && cp %p /archive/%f', copy('overwrites')],
    ['rsync -a %p backup:/archive/%f', { kind: 'overwrites', program: 'rsync' }],
    ['scp %p backup:/archive/%f', { kind: 'overwrites', program: 'scp' }],
    ['cp -n %p /archive/%f', copy('passes-over')],
    ['cp -p --verbose -vn %p /archive/%f', copy('passes-over')],
    ['cp --no-clobber %p /archive/%f', copy('passes-over')],
    ['cp -i %p /archive/%f < /dev/null', copy('passes-over')],
    ['rsync -a --ignore-existing %p b:/a/%f', { kind: 'passes-over', program: 'rsync' }],
    ['[ -f /archive/%f ] || cp %p /archive/%f', copy('passes-over')],
    ['test -e "/archive/%f" || cp %p /archive/%f', copy('passes-over')],
    ['if [ ! -f /archive/%f ]; then cp %p /archive/%f; fi', copy('passes-over')],
    ['test ! -f /archive/%f && cp %p /archive/%f', copy('sound')],
    ['[ ! -f /archive/%f ] && cp %p /archive/%f', copy('sound')],
    ['! test -f /archive/%f && cp -n %p /archive/%f', copy('sound')],
    ['if test ! -f /a/%f; then cp %p /a/%f; else exit 1; fi', copy('sound')],
    ['cp --update=none-fail %p /archive/%f', copy('sound')],
    [
      'pgbackrest --stanza=orders archive-push %p',
      {
        kind: 'unjudged',
        program: 'pgbackrest',
      },
    ],
    ['AWS_REGION=eu-1 /opt/bin/wal-g wal-push %p', { kind: 'unjudged', program: 'wal-g' }],
    // The manual's own, in "Compressed Archive Logs".
    ['gzip < %p > /archive/%f.gz', { kind: 'overwrites', program: 'gzip' }],
    ['cat %p >"/archive/%f"', { kind: 'overwrites', program: 'cat' }],
    ["zstd -qc %p | ssh b 'cat > /a/%f.zst'", { kind: 'overwrites', program: 'zstd' }],
    ['set -C; gzip < %p > /archive/%f.gz', { kind: 'sound', program: null }],
    ['store %p %f >> /var/log/store.log 2>&1', { kind: 'unjudged', program: 'store' }],
    ['test ! -f /a/%f.gz && gzip < %p > /a/%f.gz', { kind: 'sound', program: null }],
  ])('%j is judged', (command, expected) => {
    expect(archivingOf(command)).toEqual(expected);
  });

  it.each([
    'sshpass -p hunter2 scp %p backup:/archive/%f',
    'curl -u backup:hunter2 -T %p https://backup.example/%f',
    'curl -H "Authorization: Bearer hunter2" -T %p https://backup.example/%f',
    "azcopy copy %p 'https://backup.example/%f?sv=1&sig=hunter2'",
    'smbclient //backup/wal -U svc%hunter2 -c "put %p %f"',
    'lftp -u svc,hunter2 -e "put %p"',
    String.raw`PGPASSWORD='hun'\''ter2' store %p`,
    'PGPASSWORD=hunter2 store %p',
    "PGPASSWORD='my hunter2' store %p",
    String.raw`PGPASSWORD=my\ hunter2 store %p`,
    'PGPASSWORD="$(printf hunter2 )" store %p',
    '"/opt/hunter2 tools/store" %p',
    '/opt/hunter2/store %p',
  ])('of %j nothing is kept that may be a secret', (command) => {
    expect(JSON.stringify(archivingOf(command))).not.toMatch(/hun|ter2/);
  });
});
