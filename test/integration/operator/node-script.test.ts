import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { standbySettings } from '../../../src/operations/standby-settings.js';
import { parseConninfo } from '../../../src/replication/conninfo.js';

/** The script as it ships, with tools that only write down how they were called. */
const script = fileURLToPath(new URL('../../../contrib/pgrepl-node', import.meta.url));
const tool = `#!/bin/sh
[ "$1" != status ] || exit 3
{ printf '%s\\n' "\${0##*/}" "$@"; printf 'PGPASSWORD=%s\\n' "\${PGPASSWORD-}"; } >> "\${0%/*}/../calls"
if [ "\${0##*/}" = pg_basebackup ]; then
  mkdir -p "$2/global" "$2/pg_wal" && echo 16 > "$2/PG_VERSION" && echo new > "$2/global/pg_control" && echo theirs > "$2/postgresql.conf"
fi
`;

let place: string;
let data: string;

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'pgrepl-node-'));
  data = join(place, 'it has "blanks"');
  await mkdir(join(data, 'global'), { recursive: true });
  await mkdir(join(place, 'bin'));
  for (const name of [
    'pg_ctl',
    'postgres',
    'pg_controldata',
    'pg_rewind',
    'pg_basebackup',
    'sudo',
  ]) {
    await writeFile(join(place, 'bin', name), tool);
    await chmod(join(place, 'bin', name), 0o755);
  }
  await writeFile(join(data, 'PG_VERSION'), '16\n');
  await writeFile(join(data, 'postgresql.conf'), 'mine\n');
});

afterEach(async () => {
  await rm(place, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

async function run(
  args: readonly string[],
  input = '',
  environment: Record<string, string> = {},
): Promise<Ran> {
  const child = spawn('sh', [script, '-D', data, '-B', join(place, 'bin'), ...args], {
    env: { PATH: '/usr/bin:/bin', ...environment },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

const calls = async (): Promise<string> => readFile(join(place, 'calls'), 'utf8');
const inData = async (name: string): Promise<string> => readFile(join(data, name), 'utf8');
const conninfo = (password: string): string =>
  `host=db2 port=5433 user=repl application_name='it''s' password='${password.replaceAll(/[\\']/g, String.raw`\$&`)}'`.replace(
    "'it''s'",
    String.raw`'it\'s'`,
  );

describe('pgrepl-node', () => {
  it('is in order, as far as shellcheck knows', async () => {
    const found = await promisify(execFile)('shellcheck', [script]).catch((error: unknown) => {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (missing && process.env['CI'] !== 'true') return { stdout: '' };
      throw error;
    });
    expect(found.stdout).toBe('');
  });

  it.each([
    ['promote', ['pg_ctl', 'promote', '-s', '-W', '-D']],
    ['control-data', ['pg_controldata', '-D']],
    ['start', ['pg_ctl', 'start', '-s', '-W', '-D']],
  ])('%s calls the tool for it', async (command, expected) => {
    expect(await run([command])).toEqual({ code: 0, said: '' });
    expect((await calls()).split('\n').slice(0, expected.length + 1)).toEqual([...expected, data]);
  });

  it('starts with a configuration that is elsewhere', async () => {
    expect((await run(['-c', '/etc/x.conf', '-l', '/tmp/log', 'start'])).code).toBe(0);
    expect(await calls()).toContain(
      `-l\n/tmp/log\n-p\n${join(place, 'bin', 'postgres')}\n-o\n-c config_file=/etc/x.conf\n`,
    );
  });

  it('says how the server ended once its control file does', async () => {
    const looks = join(place, 'looks');
    await writeFile(join(data, 'postmaster.pid'), '1\n');
    await writeFile(
      join(place, 'bin', 'pg_controldata'),
      `#!/bin/sh
echo look >> '${looks}'
state='shutting down'
[ "$(wc -l < '${looks}')" -lt 3 ] || state='shut down'
echo "Database cluster state:               $state"
`,
    );
    const ran = await run(['stop']);
    expect(ran).toEqual({ code: 0, said: 'Database cluster state:               shut down\n' });
    expect((await readFile(looks, 'utf8')).split('\n')).toHaveLength(4);
  });

  it.each([
    ['its control file changes', "touch -t 209901010000 '%d/global/pg_control'"],
    ['the server is gone', `rm '%d/postmaster.pid'`],
  ])('runs nothing but naps before %s', async (_, happens) => {
    const log = join(place, 'log');
    await writeFile(join(data, 'global', 'pg_control'), '');
    await writeFile(join(data, 'postmaster.pid'), '1\n');
    const fakes = {
      sleep: `echo sleep >> '${log}'; [ "$(wc -l < '${log}')" -lt 3 ] || ${happens.replace('%d', data)}`,
      pg_controldata: `echo look >> '${log}'; echo 'Database cluster state:               shut down'`,
    };
    for (const [name, does] of Object.entries(fakes)) {
      await writeFile(join(place, 'bin', name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
    }
    const PATH = `${join(place, 'bin')}:/usr/bin:/bin`;
    const ran = await run(['stop'], '', { PATH });
    expect(ran).toEqual({ code: 0, said: 'Database cluster state:               shut down\n' });
    expect(await readFile(log, 'utf8')).toBe('sleep\nsleep\nsleep\nlook\n');
  });

  it('leaves it to others to wait for an end that takes long', async () => {
    // Each look at the clock is a second later than the one before.
    await writeFile(
      join(place, 'bin', 'date'),
      `#!/bin/sh
echo tick >> '${join(place, 'ticks')}'
wc -l < '${join(place, 'ticks')}'
`,
      { mode: 0o755 },
    );
    await writeFile(join(place, 'bin', 'pg_controldata'), "#!/bin/sh\necho 'shutting down'\n");
    const PATH = `${join(place, 'bin')}:/usr/bin:/bin`;
    await writeFile(join(data, 'postmaster.pid'), '1\n');
    expect(await run(['stop'], '', { PATH })).toEqual({ code: 0, said: '' });
    expect((await readFile(join(place, 'ticks'), 'utf8')).split('\n').length).toBeGreaterThan(8);
  });

  it('does not wait for what a crash has left', async () => {
    await writeFile(
      join(place, 'bin', 'pg_controldata'),
      `#!/bin/sh\necho look >> '${join(place, 'looks')}'\necho 'cluster state: in production'\n`,
    );
    expect((await run(['stop'])).code).toBe(0);
    expect(await readFile(join(place, 'looks'), 'utf8')).toBe('look\nlook\n');
  });

  it('says nothing of the end where nobody can read it, by systemd as by pg_ctl', async () => {
    await rm(join(place, 'bin', 'pg_controldata'));
    expect(await run(['stop'])).toEqual({ code: 0, said: `no server runs in ${data}\n` });
    const PATH = `${join(place, 'bin')}:/usr/bin:/bin`;
    expect(await run(['-u', 'pg@16', 'stop'], '', { PATH })).toEqual({ code: 0, said: '' });
    expect(await calls()).toBe('sudo\n-n\nsystemctl\n--no-block\nstop\npg@16\nPGPASSWORD=\n');
  });

  it.each(['start', 'restart'])('leaves it to systemd where it is told to: %s', async (command) => {
    const PATH = `${join(place, 'bin')}:/usr/bin:/bin`;
    expect(await run(['-u', 'pg@16', command], '', { PATH })).toEqual({ code: 0, said: '' });
    expect(await calls()).toBe(`sudo\n-n\nsystemctl\n--no-block\n${command}\npg@16\nPGPASSWORD=\n`);
  });

  it('replaces the settings of a standby, and leaves all others', async () => {
    await writeFile(
      join(data, 'postgresql.auto.conf'),
      "# kept\nwork_mem = '1MB'\nprimary_conninfo = 'old'\n Primary_Slot_Name='old'\n",
    );
    await writeFile(join(data, 'recovery.signal'), '');
    const settings = standbySettings({ conninfo: conninfo("p'w\\d"), slot: null }, 16);
    expect(await run(['make-standby'], settings)).toEqual({ code: 0, said: '' });
    expect(await inData('postgresql.auto.conf')).toBe(`# kept\nwork_mem = '1MB'\n${settings}`);
    expect(await inData('standby.signal')).toBe('');
    await expect(access(join(data, 'recovery.signal'))).rejects.toThrow('ENOENT');
  });

  it('before 12 writes recovery.conf, and keeps what else stands there', async () => {
    await writeFile(join(data, 'PG_VERSION'), '11\n');
    await writeFile(join(data, 'recovery.conf'), "restore_command = 'cp'\nstandby_mode = on\n");
    const settings = standbySettings({ conninfo: conninfo('x'), slot: 's' }, 11);
    expect((await run(['make-standby'], settings)).code).toBe(0);
    expect(await inData('recovery.conf')).toBe(`restore_command = 'cp'\n${settings}`);
    await expect(access(join(data, 'standby.signal'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['nothing', ''],
    ['no source', "primary_slot_name = 'x'\n"],
    ['a command to be run', "primary_conninfo = 'x'\narchive_command = 'rm -rf /'\n"],
    ['an open quote', "primary_conninfo = 'x' archive_command = 'y'\n"],
    ['an escaped quote for its end', String.raw`primary_conninfo = 'x\'` + '\n'],
  ])('takes nothing but those settings: %s', async (_, settings) => {
    const ran = await run(['make-standby'], settings);
    expect(ran.said).toMatch(/^pgrepl-node: there is /);
    expect(ran.code).toBe(1);
    expect(await readdir(data)).not.toContain('standby.signal');
  });

  it.each(["it's", String.raw`back\slash`, 'a b = c', '"$(id)`', "''\\'"])(
    'hands the tools a password that nobody sees: %j',
    async (password) => {
      await writeFile(
        join(place, 'bin', 'pg_controldata'),
        "#!/bin/sh\necho 'Database cluster state:               shut down'\n",
      );
      for (const [command, flag] of [
        ['rewind', '--source-server='],
        ['reclone', ''],
      ] as const) {
        const settings = standbySettings({ conninfo: conninfo(password), slot: null }, 16);
        expect((await run([command], settings)).said).toBe('');
        expect((await calls()).split('\n')).toContain(`PGPASSWORD=${password}`);
        await rm(join(place, 'calls'));
        const ran = await run(['-U', 'rewinder', command], settings);
        expect(ran).toEqual({ code: 0, said: '' });
        const lines = (await calls()).split('\n');
        await rm(join(place, 'calls'));
        // Another role has another password, which is in its file.
        const handed = command === 'rewind' ? '' : password;
        expect(lines).toContain(`PGPASSWORD=${handed}`);
        const source = lines.find((line) => line.startsWith(`${flag}host`)) ?? '';
        const parts = Object.fromEntries(parseConninfo(source.slice(flag.length)) ?? []);
        expect(parts).toMatchObject({ host: 'db2', port: '5433', application_name: "it's" });
        expect(parts).not.toHaveProperty('password');
        expect(parts['user']).toBe(command === 'rewind' ? 'rewinder' : 'repl');
        expect(
          ran.said + lines.filter((line) => !line.startsWith('PGPASSWORD')).join(''),
        ).not.toContain(password);
      }
    },
  );

  it('clones into place when the clone is complete, with the settings of its own', async () => {
    await writeFile(join(data, 'global', 'pg_control'), 'old');
    await writeFile(join(data, 'old file'), '');
    const settings = standbySettings({ conninfo: 'host=db2', slot: 'me' }, 16);
    expect(await run(['reclone'], settings)).toEqual({ code: 0, said: '' });
    expect(await calls()).toContain('\n-S\nme\n');
    expect(await inData('global/pg_control')).toBe('new\n');
    expect(await inData('postgresql.conf')).toBe('mine\n');
    const files = [
      'PG_VERSION',
      'global',
      'pg_wal',
      'postgresql.auto.conf',
      'postgresql.conf',
      'standby.signal',
    ];
    expect((await readdir(data)).toSorted()).toEqual(files);
  });

  it("clones over nothing that is no server's", async () => {
    await rm(join(data, 'PG_VERSION'));
    const ran = await run(['reclone'], standbySettings({ conninfo: 'host=db2', slot: null }, 16));
    expect(ran).toMatchObject({
      code: 1,
      said: expect.stringContaining('something else') as string,
    });
    expect(await inData('postgresql.conf')).toBe('mine\n');
  });

  it('leaves no way to show a password of a client key', async () => {
    const settings = standbySettings({ conninfo: 'host=db2 sslpassword=Planted', slot: null }, 16);
    const ran = await run(['rewind'], settings);
    expect(ran.code).toBe(1);
    expect(ran.said).not.toContain('Planted');
  });

  it.each([
    ['is not there', null],
    ['runs as root', "#!/bin/sh\necho 'pg_ctl: cannot be run as root' >&2\nexit 1\n"],
  ])('takes no server for ended where its pg_ctl %s', async (_, instead) => {
    await rm(join(place, 'bin', 'pg_ctl'));
    if (instead !== null) await writeFile(join(place, 'bin', 'pg_ctl'), instead, { mode: 0o755 });
    await writeFile(join(data, 'postmaster.pid'), '1\n\n\n\n\n\n\nready   \n');
    const settings = standbySettings({ conninfo: 'host=db2', slot: null }, 16);
    for (const command of ['fence', 'stop', 'start', 'restart', 'rewind', 'reclone']) {
      const ran = await run([command], settings);
      expect([ran.code, ran.said], command).toEqual([1, expect.stringContaining('is not known')]);
    }
    expect(await readdir(data)).not.toContain('standby.signal');
  });

  it('is for one command over ssh, and for no other', async () => {
    const over = (command: string): Promise<Ran> =>
      run(['ssh'], '', { SSH_ORIGINAL_COMMAND: command });
    expect((await over('promote')).code).toBe(0);
    expect((await over('pgrepl-node promote')).code).toBe(0);
    for (const bad of [
      '',
      'promote; id',
      '$(id)',
      '-D / promote',
      'put_settings',
      'usage',
      'ssh',
      'promote promote',
    ]) {
      expect((await over(bad)).code).toBe(2);
    }
    expect((await calls()).match(/promote/g)).toHaveLength(2);
  });

  it('does nothing without a data directory, a command, or with an option that it does not know', async () => {
    expect((await run([])).code).toBe(2);
    expect((await run(['-x', 'stop'])).code).toBe(2);
    expect((await run(['status'])).code).toBe(2);
    await rm(join(data, 'PG_VERSION'));
    expect((await run(['stop'])).said).toContain('no data directory');
  });
});
