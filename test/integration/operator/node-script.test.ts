import { execFile } from 'node:child_process';
import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { standbySettings } from '../../../src/operations/standby-settings.js';
import { conninfo, script, scriptedNode, type Ran } from './scripted-node.js';

const node = scriptedNode();

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
    expect(await node.run([command])).toEqual({ code: 0, said: '' });
    expect((await node.calls()).split('\n').slice(0, expected.length + 1)).toEqual([
      ...expected,
      node.data,
    ]);
  });

  it('starts with a configuration that is elsewhere', async () => {
    expect((await node.run(['-c', '/etc/x.conf', '-l', '/tmp/log', 'start'])).code).toBe(0);
    expect(await node.calls()).toContain(
      `-l\n/tmp/log\n-p\n${join(node.place, 'bin', 'postgres')}\n-o\n-c config_file=/etc/x.conf\n`,
    );
  });

  it('says how the server ended once its control file does', async () => {
    const looks = join(node.place, 'looks');
    await writeFile(join(node.data, 'postmaster.pid'), '1\n');
    await writeFile(
      join(node.place, 'bin', 'pg_controldata'),
      `#!/bin/sh
echo look >> '${looks}'
state='shutting down'
[ "$(wc -l < '${looks}')" -lt 3 ] || state='shut down'
echo "Database cluster state:               $state"
`,
    );
    const ran = await node.run(['stop']);
    expect(ran).toEqual({ code: 0, said: 'Database cluster state:               shut down\n' });
    expect((await readFile(looks, 'utf8')).split('\n')).toHaveLength(4);
  });

  it.each([
    ['its control file changes', "touch -t 209901010000 '%d/global/pg_control'"],
    ['the server is gone', `rm '%d/postmaster.pid'`],
  ])('runs nothing but naps before %s', async (_, happens) => {
    const log = join(node.place, 'log');
    await writeFile(join(node.data, 'global', 'pg_control'), '');
    await writeFile(join(node.data, 'postmaster.pid'), '1\n');
    const fakes = {
      sleep: `echo sleep >> '${log}'; [ "$(wc -l < '${log}')" -lt 3 ] || ${happens.replace('%d', node.data)}`,
      pg_controldata: `echo look >> '${log}'; echo 'Database cluster state:               shut down'`,
    };
    for (const [name, does] of Object.entries(fakes)) {
      await writeFile(join(node.place, 'bin', name), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
    }
    const PATH = `${join(node.place, 'bin')}:/usr/bin:/bin`;
    const ran = await node.run(['stop'], '', { PATH });
    expect(ran).toEqual({ code: 0, said: 'Database cluster state:               shut down\n' });
    expect(await readFile(log, 'utf8')).toBe('sleep\nsleep\nsleep\nlook\n');
  });

  it('leaves it to others to wait for an end that takes long', async () => {
    // Each look at the clock is a second later than the one before.
    await writeFile(
      join(node.place, 'bin', 'date'),
      `#!/bin/sh
echo tick >> '${join(node.place, 'ticks')}'
wc -l < '${join(node.place, 'ticks')}'
`,
      { mode: 0o755 },
    );
    await writeFile(join(node.place, 'bin', 'pg_controldata'), "#!/bin/sh\necho 'shutting down'\n");
    const PATH = `${join(node.place, 'bin')}:/usr/bin:/bin`;
    await writeFile(join(node.data, 'postmaster.pid'), '1\n');
    expect(await node.run(['stop'], '', { PATH })).toEqual({ code: 0, said: '' });
    expect((await readFile(join(node.place, 'ticks'), 'utf8')).split('\n').length).toBeGreaterThan(
      8,
    );
  });

  it('does not wait for what a crash has left', async () => {
    await writeFile(
      join(node.place, 'bin', 'pg_controldata'),
      `#!/bin/sh\necho look >> '${join(node.place, 'looks')}'\necho 'cluster state: in production'\n`,
    );
    expect((await node.run(['stop'])).code).toBe(0);
    expect(await readFile(join(node.place, 'looks'), 'utf8')).toBe('look\nlook\n');
  });

  it('says nothing of the end where nobody can read it, by systemd as by pg_ctl', async () => {
    await rm(join(node.place, 'bin', 'pg_controldata'));
    expect(await node.run(['stop'])).toEqual({ code: 0, said: `no server runs in ${node.data}\n` });
    const PATH = `${join(node.place, 'bin')}:/usr/bin:/bin`;
    expect(await node.run(['-u', 'pg@16', 'stop'], '', { PATH })).toEqual({ code: 0, said: '' });
    expect(await node.calls()).toBe('sudo\n-n\nsystemctl\n--no-block\nstop\npg@16\nPGPASSWORD=\n');
  });

  it.each(['start', 'restart'])('leaves it to systemd where it is told to: %s', async (command) => {
    const PATH = `${join(node.place, 'bin')}:/usr/bin:/bin`;
    expect(await node.run(['-u', 'pg@16', command], '', { PATH })).toEqual({ code: 0, said: '' });
    expect(await node.calls()).toBe(
      `sudo\n-n\nsystemctl\n--no-block\n${command}\npg@16\nPGPASSWORD=\n`,
    );
  });

  it('replaces the settings of a standby, and leaves all others', async () => {
    await writeFile(
      join(node.data, 'postgresql.auto.conf'),
      "# kept\nwork_mem = '1MB'\nprimary_conninfo = 'old'\n Primary_Slot_Name='old'\n",
    );
    await writeFile(join(node.data, 'recovery.signal'), '');
    const settings = standbySettings({ conninfo: conninfo("p'w\\d"), slot: null }, 16);
    expect(await node.run(['make-standby'], settings)).toEqual({ code: 0, said: '' });
    expect(await node.inData('postgresql.auto.conf')).toBe(`# kept\nwork_mem = '1MB'\n${settings}`);
    expect(await node.inData('standby.signal')).toBe('');
    await expect(access(join(node.data, 'recovery.signal'))).rejects.toThrow('ENOENT');
  });

  it('before 12 writes recovery.conf, and keeps what else stands there', async () => {
    await writeFile(join(node.data, 'PG_VERSION'), '11\n');
    await writeFile(
      join(node.data, 'recovery.conf'),
      "restore_command = 'cp'\nstandby_mode = on\n",
    );
    const settings = standbySettings({ conninfo: conninfo('x'), slot: 's' }, 11);
    expect((await node.run(['make-standby'], settings)).code).toBe(0);
    expect(await node.inData('recovery.conf')).toBe(`restore_command = 'cp'\n${settings}`);
    await expect(access(join(node.data, 'standby.signal'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['nothing', ''],
    ['no source', "primary_slot_name = 'x'\n"],
    ['a command to be run', "primary_conninfo = 'x'\narchive_command = 'rm -rf /'\n"],
    ['an open quote', "primary_conninfo = 'x' archive_command = 'y'\n"],
    ['an escaped quote for its end', String.raw`primary_conninfo = 'x\'` + '\n'],
  ])('takes nothing but those settings: %s', async (_, settings) => {
    const ran = await node.run(['make-standby'], settings);
    expect(ran.said).toMatch(/^pgrepl-node: there is /);
    expect(ran.code).toBe(1);
    expect(await readdir(node.data)).not.toContain('standby.signal');
  });

  it.each([
    ['is not there', null],
    ['runs as root', "#!/bin/sh\necho 'pg_ctl: cannot be run as root' >&2\nexit 1\n"],
  ])('takes no server for ended where its pg_ctl %s', async (_, instead) => {
    await rm(join(node.place, 'bin', 'pg_ctl'));
    if (instead !== null)
      await writeFile(join(node.place, 'bin', 'pg_ctl'), instead, { mode: 0o755 });
    await writeFile(join(node.data, 'postmaster.pid'), '1\n\n\n\n\n\n\nready   \n');
    const settings = standbySettings({ conninfo: 'host=db2', slot: null }, 16);
    for (const command of ['fence', 'stop', 'start', 'restart', 'rewind', 'reclone']) {
      const ran = await node.run([command], settings);
      expect([ran.code, ran.said], command).toEqual([1, expect.stringContaining('is not known')]);
    }
    expect(await readdir(node.data)).not.toContain('standby.signal');
  });

  it('is for one command over ssh, and for no other', async () => {
    const over = (command: string): Promise<Ran> =>
      node.run(['ssh'], '', { SSH_ORIGINAL_COMMAND: command });
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
    expect((await node.calls()).match(/promote/g)).toHaveLength(2);
  });

  it('does nothing without a data directory, a command, or with an option that it does not know', async () => {
    expect((await node.run([])).code).toBe(2);
    expect((await node.run(['-x', 'stop'])).code).toBe(2);
    expect((await node.run(['status'])).code).toBe(2);
    await rm(join(node.data, 'PG_VERSION'));
    expect((await node.run(['stop'])).said).toContain('no data directory');
  });
});
