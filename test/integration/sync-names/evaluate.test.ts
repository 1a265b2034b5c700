import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startCluster } from '../../../lab/postgres/cluster.js';
import type { LabCluster } from '../../../lab/postgres/cluster.js';
import { installedMajor } from '../../../lab/postgres/majors.js';
import type { LabNode } from '../../../lab/postgres/node.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { parseLsn } from '../../../src/replication/lsn.js';
import type { SyncState, WalSender } from '../../../src/replication/observation.js';
import { evaluateSync } from '../../../src/replication/sync/evaluate.js';
import { aWalSender } from '../../../src/replication/testing/observations.js';
import type { SyncView } from '../../../src/replication/topology/model.js';
import { FakeStandby } from './fake-standby.js';
import { wellFormedNames } from './names.js';

const applicationNames = ['alpha', 'Beta', '7', 'x y', 'first', 'a"b'];

/** Values of the setting with what commits should do while all the standbys above are there. */
const cases: readonly (readonly [names: string, commits: 'return' | 'hang'])[] = [
  ['alpha', 'return'],
  ['ALPHA', 'return'],
  ['"Alpha"', 'return'],
  ['beta', 'return'],
  ['nobody', 'hang'],
  ['nobody, beta', 'return'],
  ['alpha, beta, 7', 'return'],
  ['7', 'return'],
  ['"7", alpha', 'return'],
  ['1 (7)', 'return'],
  ['2 (7)', 'hang'],
  ['"x y"', 'return'],
  ['"X  Y"', 'hang'],
  ['"first"', 'return'],
  ['FIRST 1 ("FIRST")', 'return'],
  ['"a""b"', 'return'],
  ['""', 'hang'],
  ['2 (nobody, beta, alpha)', 'return'],
  ['FIRST 3 (alpha, beta, 7, "x y")', 'return'],
  ['FIRST 3 (alpha, beta, nobody)', 'hang'],
  ['4294967297 (beta)', 'return'],
  ['FIRST 2 (alpha, alpha)', 'hang'],
  ['alpha, ALPHA, beta', 'return'],
  ['*', 'return'],
  ['"*"', 'return'],
  ['beta, *', 'return'],
  ['6 (*)', 'return'],
  ['7 (*)', 'hang'],
  ['ANY 2 (alpha, beta, nobody)', 'return'],
  ['ANY 3 (alpha, beta, nobody)', 'hang'],
  ['any 6 (*)', 'return'],
  ['ANY 1 (*, nobody)', 'return'],
];

describe(`the synchronous set, held against PostgreSQL ${installedMajor}`, () => {
  let cluster: LabCluster;
  let primary: LabNode;
  let standbys: readonly FakeStandby[];
  let writer: pg.Client;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {} } });
    primary = cluster.firstPrimary;
    await primary.sql('CREATE TABLE written (at timestamptz DEFAULT now())');
    standbys = await Promise.all(applicationNames.map((name) => FakeStandby.start(name, primary)));
    await waitUntil('all stream', async () =>
      (await rows(primary)).every(({ details }) => details?.state === 'streaming'),
    );
    writer = await primary.client();
  });

  afterAll(async () => {
    await Promise.all(standbys.map((standby) => standby.stop()));
    await writer.end();
    await cluster.stop();
  });

  it.each(cases)('%j: who is what, and commits %s', async (names, commits) => {
    const view = await agreedView(names);
    expect(view.commits.kind).toBe(commits === 'hang' ? 'hangs' : 'waiting-satisfied');
    expect(await commit(primary, writer)).toBe(commits);
  });

  it('for 30 generated values: who is what', { timeout: 120_000 }, async () => {
    const listed = [
      'alpha',
      'ALPHA',
      'beta',
      '7',
      '"x y"',
      '"X y"',
      '"first"',
      '"a""b"',
      '*',
      'nobody',
      '8',
    ];
    const kinds = new Set<string>();
    for (const names of wellFormedNames(20_260_302, 30, listed)) {
      const { commits } = await agreedView(names);
      kinds.add(commits.kind);
    }
    expect(kinds).toEqual(new Set(['waiting-satisfied', 'hangs']));
  });

  /** Sets the names and returns what is made of them once that is what the server shows. */
  async function agreedView(names: string): Promise<SyncView> {
    await primary.setSynchronousStandbyNames('');
    await waitUntil('nobody is synchronous', async () =>
      (await rows(primary)).every(({ details }) => details?.syncPriority === 0),
    );
    await primary.setSynchronousStandbyNames(names);
    let [server, ours]: (readonly string[])[] = [];
    return waitUntil(
      `the walsenders have read ${names}`,
      async () => {
        const seen = await rows(primary);
        const view = evaluate(names, seen);
        // From the names alone, as if the server's own columns were not visible.
        const blind = evaluate(
          names,
          seen.map((row) => ({ ...row, details: null })),
        );
        server = members(view, names);
        ours = members(blind, names);
        return server.join() === ours.join() ? view : undefined;
      },
      {
        timeoutMs: 5_000,
        detail: () => `${JSON.stringify(server)} is not ${JSON.stringify(ours)}`,
      },
    );
  }
});

function evaluate(namesSetting: string, walSenders: readonly WalSender[]): SyncView {
  return evaluateSync({
    major: installedMajor,
    namesSetting,
    synchronousCommit: 'on',
    walSenders,
    wait: null,
    overrides: [],
    nodeOf: () => null,
    nodeNamed: () => null,
    isReplayPaused: () => false,
  });
}

/** Name, priority and state. Between equals in priority the server's choice is in no view. */
function members(view: SyncView, names: string): readonly string[] {
  return view.members
    .map(({ name, priority, state }) =>
      names.includes('*') && state !== 'missing'
        ? `${name} ${priority}`
        : `${name} ${priority} ${state}`,
    )
    .toSorted();
}

async function rows(primary: LabNode): Promise<readonly WalSender[]> {
  const found = await primary.sql<{
    pid: number;
    application_name: string;
    state: string;
    flush_lsn: string | null;
    sync_priority: number;
    sync_state: SyncState;
  }>(
    `SELECT pid, application_name, state, flush_lsn::text, sync_priority, sync_state
       FROM pg_stat_replication`,
  );
  return found.map((row) => ({
    ...aWalSender(row.application_name, {
      state: row.state,
      flushLsn: row.flush_lsn === null ? null : (parseLsn(row.flush_lsn) ?? null),
      syncPriority: row.sync_priority,
      syncState: row.sync_state,
    }),
    pid: row.pid,
  }));
}

/** Writes, and tells whether the commit returns or hangs; a hanging one is let go again. */
async function commit(primary: LabNode, writer: pg.Client): Promise<'return' | 'hang'> {
  let returned = false;
  const written = writer.query('INSERT INTO written DEFAULT VALUES').then(() => {
    returned = true;
  });
  let looks = 0;
  const outcome = await waitUntil('the commit has returned or hangs', async () => {
    if (returned) return 'return';
    // It hangs if it still waits although every standby has confirmed all there is, and goes on
    // doing so: a session that was just set free needs a moment to say that it no longer waits.
    const [row] = await primary.sql(
      `SELECT FROM pg_stat_activity
        WHERE wait_event = 'SyncRep'
          AND NOT EXISTS (SELECT FROM pg_stat_replication
                           WHERE flush_lsn IS DISTINCT FROM pg_current_wal_flush_lsn())`,
    );
    looks = row === undefined ? 0 : looks + 1;
    return looks < 20 ? undefined : 'hang';
  });
  if (outcome === 'hang') {
    await primary.setSynchronousStandbyNames('');
    await written;
  }
  return outcome;
}
