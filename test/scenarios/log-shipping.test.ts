import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { burst } from '../../lab/postgres/load.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { Watch } from './support/watch.js';

describe('a standby of an archive that removes what it needs no more (archive_cleanup_command)', () => {
  let cluster: LabCluster<'pg1' | 'a1'>;
  let watch: Watch;

  beforeAll(async () => {
    cluster = await startCluster({
      archive: true,
      nodes: { pg1: {}, a1: { from: 'pg1', archiveOnly: true } },
    });
    watch = new Watch(cluster, { config: 'thresholds: { clear_for: 0s }' });
    await watch.allWell();
  });

  afterAll(async () => {
    await watch.stop();
    await cluster.stop();
  });

  /** Begins a new file; where the one before it ends. */
  const switchWal = async (): Promise<string> => {
    const [row] = await cluster.sql<{ end: string }>('SELECT pg_switch_wal()::text AS end');
    return row?.end ?? '';
  };

  it('is well before and after: its archive never holds less than it needs', async () => {
    const a1 = cluster.node('a1');
    const archive = cluster.archiveDirectory;
    // What pg_archivecleanup does: `%r` is the oldest file that a restart would still need.
    const older = 'for f in $(ls); do if [ "$f" \\< "%r" ]; then rm -f "$f"; fi; done';
    await a1.configure({ archive_cleanup_command: `cd "${archive}" && ${older}` });
    for (let file = 0; file < 3; file += 1) {
      await burst(cluster, 1);
      await switchWal();
    }
    await cluster.sql('CHECKPOINT');
    await watch.replays('a1', await switchWal());
    const before = await waitUntil('the archive holds several files', async () => {
      const files = (await readdir(archive)).toSorted();
      return files.length >= 3 && files;
    });
    await waitUntil('what it needs no more is gone', async () => {
      await a1.sql('CHECKPOINT');
      return !(await readdir(archive)).includes(before[0] ?? '');
    });
    await burst(cluster, 1);
    await watch.replays('a1', await switchWal());
    expect(watch.node('a1')?.upstream).toEqual({ kind: 'archive' });
    expect(watch.status).toMatch(/a1 +standby +archive .*waits for 00000001[0-9A-F]{16}/);
    await watch.allWell();
    expect(watch.incidents).toEqual([]);
  });
});
