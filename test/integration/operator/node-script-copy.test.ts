import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { standbySettings } from '../../../src/operations/standby-settings.js';
import { parseConninfo } from '../../../src/replication/conninfo.js';
import { conninfo, scriptedNode } from './scripted-node.js';

const node = scriptedNode();

describe('a copy by pgrepl-node', () => {
  it('clones into place when the clone is complete, with the settings of its own', async () => {
    await writeFile(join(node.data, 'global', 'pg_control'), 'old');
    await writeFile(join(node.data, 'old file'), '');
    const settings = standbySettings({ conninfo: 'host=db2', slot: 'me' }, 16);
    expect(await node.run(['reclone'], settings)).toEqual({ code: 0, said: '' });
    expect(await node.calls()).toContain('\n-S\nme\n');
    expect(await node.inData('global/pg_control')).toBe('new\n');
    expect(await node.inData('postgresql.conf')).toBe('mine\n');
    const files = [
      'PG_VERSION',
      'global',
      'pg_wal',
      'postgresql.auto.conf',
      'postgresql.conf',
      'standby.signal',
    ];
    expect((await readdir(node.data)).toSorted()).toEqual(files);
  });

  it("clones over nothing that is no server's", async () => {
    await rm(join(node.data, 'PG_VERSION'));
    const ran = await node.run(
      ['reclone'],
      standbySettings({ conninfo: 'host=db2', slot: null }, 16),
    );
    expect(ran).toMatchObject({
      code: 1,
      said: expect.stringContaining('something else') as string,
    });
    expect(await node.inData('postgresql.conf')).toBe('mine\n');
  });

  it.each(['TERM', 'HUP'])(
    'leaves the node its own files where a %s ends it in the exchange',
    async (signal) => {
      await writeFile(join(node.data, 'global', 'pg_control'), 'old');
      await writeFile(join(node.data, 'pg_hba.conf'), 'mine');
      // It is told to end when the old files are gone and the new ones are not there yet.
      const hand = join(node.place, 'hand');
      await mkdir(hand);
      const find = `#!/bin/sh\n/usr/bin/find "$@"\ncase "$*" in *rm*) kill -${signal} "$PPID" ;; esac\n`;
      await writeFile(join(hand, 'find'), find, { mode: 0o755 });
      const settings = standbySettings({ conninfo: 'host=db2', slot: 'me' }, 16);
      const ended = await node.run(['reclone'], settings, { PATH: `${hand}:/usr/bin:/bin` });
      expect(ended.code).toBe(1);
      const left = await readdir(node.data);
      expect(left.toSorted()).toEqual(['.pgrepl-clone', 'pg_hba.conf', 'postgresql.conf']);

      expect(await node.run(['reclone'], settings)).toEqual({ code: 0, said: '' });
      expect(await node.inData('postgresql.conf')).toBe('mine\n');
      expect(await node.inData('pg_hba.conf')).toBe('mine');
      expect(await node.inData('postgresql.auto.conf')).toContain("primary_slot_name = 'me'");
      expect(await node.inData('global/pg_control')).toBe('new\n');
    },
  );

  it.each(["it's", String.raw`back\slash`, 'a b = c', '"$(id)`', "''\\'"])(
    'hands the tools a password that nobody sees: %j',
    async (password) => {
      await writeFile(
        join(node.place, 'bin', 'pg_controldata'),
        "#!/bin/sh\necho 'Database cluster state:               shut down'\n",
      );
      for (const [command, flag] of [
        ['rewind', '--source-server='],
        ['reclone', ''],
      ] as const) {
        const settings = standbySettings({ conninfo: conninfo(password), slot: null }, 16);
        expect((await node.run([command], settings)).said).toBe('');
        expect((await node.calls()).split('\n')).toContain(`PGPASSWORD=${password}`);
        await rm(join(node.place, 'calls'));
        const ran = await node.run(['-U', 'rewinder', command], settings);
        expect(ran).toEqual({ code: 0, said: '' });
        const lines = (await node.calls()).split('\n');
        await rm(join(node.place, 'calls'));
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

  it('leaves no way to show a password of a client key', async () => {
    const settings = standbySettings({ conninfo: 'host=db2 sslpassword=Planted', slot: null }, 16);
    const ran = await node.run(['rewind'], settings);
    expect(ran.code).toBe(1);
    expect(ran.said).not.toContain('Planted');
  });
});
