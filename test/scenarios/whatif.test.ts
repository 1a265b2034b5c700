import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { bestCandidate } from '../../src/operations/candidate.js';
import type { Supposition, WhatIf } from '../../src/replication/whatif/model.js';
import { whatIf } from '../../src/replication/whatif/what-if.js';
import { tryCommit } from './support/commit.js';
import { Watch } from './support/watch.js';

type Name = 'pg1' | 's1' | 's2' | 's3' | 'cold' | 'shipped';

/** What is set, what is taken away, and what a commit does then. */
interface Story {
  readonly names: string;
  readonly level?: string;
  readonly down: readonly Name[];
  readonly commits: 'returns' | 'hangs';
}

const stories: readonly Story[] = [
  { names: '', down: ['s1'], commits: 'returns' },
  { names: 's1', down: ['s2', 's3', 'shipped'], commits: 'returns' },
  { names: 's1', down: ['s1'], commits: 'hangs' },
  { names: 'FIRST 1 (s1, s2)', down: ['s1'], commits: 'returns' },
  { names: 'FIRST 1 (s1, s2)', down: ['s1', 's2'], commits: 'hangs' },
  { names: 'FIRST 1 (s1, s2)', level: 'local', down: ['s1', 's2'], commits: 'returns' },
  { names: 'FIRST 2 (s1, s2, cold)', down: ['s1'], commits: 'returns' },
  { names: 'FIRST 2 (s1, s2, cold)', down: ['s1', 'cold'], commits: 'hangs' },
  { names: 'ANY 1 (s1, s2)', down: ['s2'], commits: 'returns' },
  { names: 'ANY 2 (s1, s2, cold)', down: ['cold'], commits: 'returns' },
  { names: 'ANY 2 (s1, s2, cold)', down: ['s2', 'cold'], commits: 'hangs' },
  { names: '*', down: ['s1', 'cold'], commits: 'returns' },
  { names: '*', down: ['s1', 's2', 'cold'], commits: 'hangs' },
];

describe('what is foretold, held against what happens', () => {
  let cluster: LabCluster<Name>;
  let watch: Watch;

  beforeAll(async () => {
    cluster = await startCluster({
      archive: true,
      nodes: {
        pg1: {},
        s1: { from: 'pg1', slot: true },
        s2: { from: 'pg1', slot: true },
        s3: { from: 's1', slot: true },
        cold: { from: 'pg1', hotStandby: false },
        shipped: { from: 'pg1', archiveOnly: true },
      },
    });
    watch = new Watch(cluster);
    await watch.allWell();
  });

  afterAll(async () => {
    await watch.stop();
    await cluster.stop();
  });

  it.each(stories)('names $names, $down down: a commit $commits', async (story) => {
    const { names, level = 'on', down } = story;
    await prepare(names, level);
    const foretold = ask({ down, promoted: null });
    const pg1 = cluster.node('pg1');
    await Promise.all(down.map((name) => cluster.node(name).kill()));
    await waitUntil('their connections have ended', async () => {
      const above = (['pg1', 's1'] as const).filter((name) => !down.includes(name));
      const seen = (await Promise.all(above.map(sendersOf))).flat();
      return seen.every(({ name }) => !down.includes(name as Name));
    });
    const tried = await tryCommit(pg1);
    try {
      expect(tried.outcome).toBe(story.commits);
      expect(wouldReturn(foretold) ? 'returns' : 'hangs').toBe(story.commits);
      await heldAgainst(foretold);
    } finally {
      await pg1.setSynchronousStandbyNames('');
      await tried.returned;
      await Promise.all(down.map((name) => cluster.node(name).start()));
    }
  });

  it('s1 freezes: commits hang until it is given up, and then go on', async () => {
    await prepare('FIRST 1 (s1, s2)', 'on');
    const foretold = ask({ down: ['s1'], promoted: null });
    expect(foretold.commits).toMatchObject({ kind: 'go-on', takenOverBy: ['s2'] });
    expect(foretold.waitsForLost).toBe(true);
    const pg1 = cluster.node('pg1');
    await cluster.node('s1').freeze();
    try {
      const commit = pg1.sql("SELECT pg_logical_emit_message(true, 'frozen', '')");
      await waitUntil('it hangs', async () => {
        const waiting = await pg1.sql("SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        return waiting.length === 1;
      });
      // After `wal_sender_timeout`, with nobody's help.
      await commit;
      expect(await sendersOf('pg1')).toContainEqual({ name: 's2', state: 'sync' });
    } finally {
      cluster.node('s1').thaw();
    }
  });

  it('s2 is promoted beside the living primary: two primaries, and nobody goes with it', async () => {
    await prepare('FIRST 1 (s2, s1)', 'on');
    const foretold = ask({ down: [], promoted: 's2' });
    expect(foretold.promotion).toMatchObject({
      beside: { node: 'pg1', certain: true },
      commits: { kind: 'not-waiting' },
      dropsSynchrony: true,
    });
    expect(foretold.promotion?.followers).toContainEqual({ node: 's1', how: 'stays' });
    expect(foretold.commits).toMatchObject({ kind: 'go-on', takenOverBy: ['s1'] });
    await cluster.node('s2').promote();
    await waitUntil('pg1 has let go of s2', async () =>
      (await sendersOf('pg1')).every(({ name }) => name !== 's2'),
    );
    const [there, here] = await Promise.all([
      tryCommit(cluster.node('pg1')),
      tryCommit(cluster.node('s2')),
    ]);
    expect([there.outcome, here.outcome]).toEqual(['returns', 'returns']);
    await watch.until(
      () => watch.snapshot.topology?.primary.kind === 'several',
      'there are two primaries',
    );
    expect(watch.node('s1')?.upstream).toMatchObject({ kind: 'node', node: 'pg1' });
    await heldAgainst(foretold);
    await cluster.reclone('s2', 'pg1');
  });

  it('the primary is lost, s1 promoted: everything acknowledged is there, and its commits hang', async () => {
    await prepare('FIRST 1 (s1, s2)', 'on');
    // It keeps this list when it is promoted, and nobody that it names follows it by itself.
    await cluster.node('s1').setSynchronousStandbyNames('s2');
    await watch.until(
      () => watch.node('s1')?.settings?.synchronousStandbyNames === 's2',
      'the names of s1 are known',
    );
    // Something is always written: that s1 has all of it must have been seen.
    const lost = await watch.until(() => {
      const asked = ask({ down: ['pg1'], promoted: null });
      return asked.survival?.kind === 'each' && asked;
    }, 's1 has everything');
    expect(lost.commits.kind).toBe('no-primary');
    expect(lost.survival).toEqual({ kind: 'each', nodes: ['s1'], exempt: false });
    expect(lost.heir).toMatchObject({ node: 's1', hasAcknowledged: true });
    const foretold = ask({ down: ['pg1'], promoted: 's1' });
    expect(foretold.promotion).toMatchObject({ beside: null, commits: { kind: 'hang' } });
    expect(foretold.promotion?.followers).toEqual([
      { node: 's2', how: 'stranded' },
      { node: 'cold', how: 'stranded' },
      { node: 'shipped', how: 'by-archive' },
      { node: 's3', how: 'follows' },
    ]);

    await cluster.sql('CREATE TABLE acknowledged AS SELECT 1 AS number');
    await cluster.node('pg1').kill();
    await watch.finds('primary-unreachable');
    const { topology } = watch.snapshot;
    expect(topology === null ? null : bestCandidate(topology)).toMatchObject({ node: 's1' });
    await cluster.node('s1').promote();
    const tried = await tryCommit(cluster.node('s1'));
    expect(tried.outcome).toBe('hangs');
    expect(await cluster.node('s1').sql('SELECT number FROM acknowledged')).toHaveLength(1);
    await cluster.node('s1').setSynchronousStandbyNames('');
    await tried.returned;
    await watch.until(() => watch.node('s3')?.timeline === 2, 's3 follows');
    expect(watch.node('s2')?.upstream).toEqual({ kind: 'disconnected', last: 'pg1' });
    expect(watch.node('s2')?.timeline).toBe(1);
  });

  /** Sets both, and waits until every standby is there and known to be. */
  async function prepare(names: string, level: string): Promise<void> {
    const pg1 = cluster.node('pg1');
    await pg1.alterSystem('synchronous_commit', level);
    await pg1.setSynchronousStandbyNames(names);
    await watch.until(() => {
      const { topology } = watch.snapshot;
      if (topology === null) return false;
      const { sync } = topology;
      return (
        topology.primary.kind === 'one' &&
        sync.namesSetting === names &&
        sync.synchronousCommit === level &&
        sync.members.every(({ eligible }) => eligible === true) &&
        // Each walsender reads the names when it gets to it, and is nobody's choice until then.
        (names !== '*' || sync.members.length === 3) &&
        topology.nodes.every(
          ({ name, role, reach, senderRow }) =>
            (reach.kind === 'answers' || reach.kind === 'cold') &&
            (role === 'primary' || name === 'shipped' || senderRow?.state === 'streaming'),
        )
      );
    }, `all is there for ${names}`);
  }

  function ask(supposition: Supposition): WhatIf {
    const { topology } = watch.snapshot;
    if (topology === null) throw new Error('nothing is known yet');
    return whatIf(topology, supposition);
  }

  /** Who is synchronous, who still receives, who is cut off, and what slots keep: as it was foretold. */
  async function heldAgainst({ next, receiving, cutOff, kept }: WhatIf): Promise<void> {
    const direct = await sendersOf('pg1');
    const names = cluster.node('pg1');
    const [{ setting } = { setting: '' }] = await names.sql<{ setting: string }>(
      "SELECT current_setting('synchronous_standby_names') AS setting",
    );
    // Among equals PostgreSQL goes by a place in memory that no view shows.
    if (next.kind === 'waiting' && setting !== '*') {
      const state = next.method === 'quorum' ? 'quorum' : 'sync';
      const chosen = direct.filter((sender) => sender.state === state).map(({ name }) => name);
      expect(chosen).toEqual(next.waitsFor.toSorted());
    }
    const below = receiving.includes('s1') ? await sendersOf('s1') : [];
    expect([...direct, ...below].map(({ name }) => name).toSorted()).toEqual(receiving.toSorted());
    for (const { node } of cutOff) {
      await waitUntil(`${node} receives nothing`, async () => {
        const rows = await cluster
          .node(node as Name)
          .sql("SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming'");
        return rows.length === 0;
      });
    }
    await cluster
      .node('pg1')
      .sql("SELECT pg_logical_emit_message(false, 'burst', repeat('x', 1048576))");
    for (const { node, upstream, how } of kept) {
      if (upstream !== 'pg1') continue;
      const slots = await cluster.node('pg1').sql(
        `SELECT FROM pg_replication_slots
          WHERE slot_name = $1 AND NOT active
            AND pg_wal_lsn_diff(pg_current_wal_insert_lsn(), restart_lsn) > 1000000`,
        [node],
      );
      expect([node, slots.length]).toEqual([node, how.kind === 'slot' ? 1 : 0]);
    }
  }

  async function sendersOf(name: Name): Promise<readonly { name: string; state: string }[]> {
    const rows = await cluster.node(name).sql<{ name: string; state: string }>(
      `SELECT application_name AS name, sync_state AS state FROM pg_stat_replication
        WHERE state = 'streaming' ORDER BY 1`,
    );
    return rows;
  }
});

function wouldReturn({ commits }: WhatIf): boolean {
  return commits.kind === 'go-on' || commits.kind === 'not-waiting';
}
