import { describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import type { LabNode } from '../../lab/postgres/node.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { DoctorReport } from '../../src/operations/doctor/report.js';
import { doctorSections } from '../../src/wording/doctor/doctor-sections.js';
import { toTerminal } from '../../src/wording/sections.js';
import { majorsToTest } from '../integration/postgres/majors-to-test.js';
import { examined } from './support/examined.js';
import { Watch } from './support/watch.js';

const secret = 'planted-secret';

describe.each(await majorsToTest())('doctor on PostgreSQL %i', (major) => {
  it('finds each trap that was laid, and only what the role may see', async () => {
    const cluster = await startCluster({
      major,
      nodes: {
        pg1: { settings: { archive_mode: 'on', archive_command: '/bin/true' } },
        s1: { from: 'pg1', slot: true },
        s2: { from: 'pg1' },
      },
    });
    const watch = new Watch(cluster, { user: 'postgres' });
    try {
      await watch.allWell();
      const before = await examined(cluster, watch, 'postgres');
      expect(before).toMatchObject({ unseen: [], hidden: [], surveyed: ['pg1', 's1', 's2'] });
      expect(before.readiness).toMatchObject([
        { node: 's1', ready: true, impossible: null },
        { node: 's2', ready: true, impossible: null },
      ]);

      await layTraps(cluster);
      const after = await examined(cluster, watch, 'postgres');
      const found = troublesOf(after).filter((each) => !troublesOf(before).includes(each));
      expect(found).toEqual(expect.arrayContaining([...traps, ...trapsOf(major)]));
      expect(after.score).toBeLessThan(before.score ?? 0);
      expect(troublesOf(before)).toContain('fail archive-command pg1');

      const bare = await examined(cluster, watch, 'pgrepl_monitor');
      expect(new Set(bare.hidden.map(({ check }) => check))).toEqual(new Set(hiddenOn(major)));
      const told = toTerminal(doctorSections(bare, bare.at));
      expect(told).toContain('Not visible to pgrepl');
      for (const report of [after, bare]) {
        expect(JSON.stringify(report)).not.toContain(secret);
      }
    } finally {
      await watch.stop();
      await cluster.stop();
    }
  });
});

const traps = [
  'warn single-sync pg1',
  'warn sync-names-match pg1',
  'advice standby-without-contract s2',
  'warn sync-commit-lowered pg1',
  'warn idle-slots pg1',
  'warn standby-delay s1',
  'warn timeouts s2',
  'warn read-only s1',
  'warn sync-names-on-standby s1',
  'advice pending-restart s2',
  'fail signal-files pg1',
  'fail hba-open pg1',
  'fail hba-method pg1',
  'advice conninfo-password s2',
];

function trapsOf(major: number): readonly string[] {
  return major < 12
    ? ['fail recovery-timeline s2', 'warn application-name s2']
    : ['fail signal-files s2'];
}

/** What a role with `pg_monitor` and nothing else does not see. */
function hiddenOn(major: number): readonly string[] {
  const files = ['signal-files', 'hba-open'];
  return major < 12
    ? [
        ...files,
        'recovery-target',
        'recovery-timeline',
        'trigger-file',
        'restore-command',
        'wal-kept',
      ]
    : files;
}

async function layTraps(cluster: LabCluster<'pg1' | 's1' | 's2'>): Promise<void> {
  const [pg1, s1, s2] = [cluster.node('pg1'), cluster.node('s1'), cluster.node('s2')];
  await pg1.sql('ALTER DATABASE postgres SET synchronous_commit = off');
  await pg1.sql("SELECT pg_create_physical_replication_slot('idle', true)");
  await pg1.setSynchronousStandbyNames('FIRST 1 (s1, ghost)');
  await s1.alterSystem('max_standby_streaming_delay', '-1');
  await s1.alterSystem('synchronous_standby_names', 'ghost');
  await s1.alterSystem('default_transaction_read_only', 'on');
  await s2.sql('ALTER SYSTEM SET wal_sender_timeout = 0');
  const [{ file } = { file: '' }] = await pg1.sql<{ file: string }>(
    "SELECT current_setting('hba_file') AS file",
  );
  const lines = "host all all 127.0.0.1/32 trust', 'host replication all all trust";
  await pg1.sql(`COPY (SELECT unnest(ARRAY['${lines}'])) TO '${file}'`);
  const conninfo = `host=127.0.0.1 port=${pg1.port} user=postgres password=${secret}`;
  if (s2.major < 12) {
    // Not valid in the encoding of the database, which must not hide all else.
    await write(pg1, 'recovery.conf', "standby_mode = 'on' # \u00e4", 'LATIN1');
    await write(s2, 'recovery.conf', `primary_conninfo = '${conninfo}'`);
  } else {
    await write(pg1, 'standby.signal', '');
    await write(s2, 'recovery.conf', '');
    await s2.sql(`ALTER SYSTEM SET primary_conninfo = '${conninfo} application_name=s2'`);
    if (s2.major === 12) {
      // It does not start with such a file.
      await s2.sql("COPY (SELECT '') TO PROGRAM 'rm -f recovery.conf'");
      await s2.restart();
      await write(s2, 'recovery.conf', '');
    }
  }
  await s2.sql('ALTER SYSTEM SET max_connections = 50');
  await s2.sql('SELECT pg_reload_conf()');
  await waitUntil('s2 streams with its new settings', async () => {
    const [row] = await s2.sql<{ pending: number; streams: number; timeout: string }>(
      // The receiver that was there before does not know of the password.
      `SELECT (SELECT count(*)::integer FROM pg_settings WHERE pending_restart) AS pending,
              (SELECT count(*)::integer FROM pg_stat_wal_receiver WHERE status = 'streaming'
                  AND ($1 OR conninfo LIKE '%password=%')) AS streams,
              current_setting('wal_sender_timeout') AS timeout`,
      [s2.major < 12],
    );
    return row?.streams === 1 && row.timeout === '0' && row.pending > 0;
  });
}

/** Puts a file of one line into the data directory of a running server. */
async function write(node: LabNode, name: string, line: string, encoding = 'UTF8'): Promise<void> {
  const [row] = await node.sql<{ directory: string }>(
    "SELECT current_setting('data_directory') AS directory",
  );
  const quoted = line.replaceAll("'", "''");
  await node.sql(
    `COPY (SELECT '${quoted}') TO '${row?.directory ?? ''}/${name}' (ENCODING '${encoding}')`,
  );
}

function troublesOf({ troubles }: DoctorReport): readonly string[] {
  return troubles.map(({ verdict, check, node }) => `${verdict} ${check} ${node ?? ''}`);
}
