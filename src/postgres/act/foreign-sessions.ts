import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { OwnLogin } from '../../operations/hba-fence.js';
import type { LockedOut } from '../../operations/node-actor.js';
import { lsnBefore, type Lsn } from '../../replication/lsn.js';
import { lsn, whole } from '../sql/columns.js';
import type { Conversation } from './conversation.js';

/** By what pgrepl tells its own sessions: those of its name, or of one that begins with it as a word. */
export interface OwnSessions {
  readonly applicationName: string;
  readonly logins: readonly OwnLogin[];
}

/** Between two looks, ms. */
const everyMs = 10;

/** For so long nobody may have come in before nobody is expected to, ms: a login takes a moment. */
const quietMs = 250;

/** Kept of the time there is, so that what is known can still be said, ms. */
const reserveMs = 500;

/** Of pgrepl's roles, but not named as pgrepl: $1 its name, $2 and $3 the roles and their databases. */
const isOwnRole =
  '(usename, datname) in (select role, db from unnest($2::name[], $3::name[]) own(role, db))';

/**
 * Whoever may write by SQL: client sessions, and walsenders with a database, which decode for somebody
 * and take SQL, too. Physical walsenders have none.
 */
const isForeign = `
  pid <> pg_backend_pid()
  and (backend_type = 'client backend' or (backend_type = 'walsender' and datid is not null))
  and not coalesce((application_name = $1 or application_name like $1 || ' %') and ${isOwnRole}, false)`;

function parametersOf({ applicationName, logins }: OwnSessions): readonly unknown[] {
  const [roles, databases] = [
    logins.map(({ user }) => user),
    logins.map(({ database }) => database),
  ];
  return [applicationName, roles, databases];
}

const rolesRow = z.object({ roles: z.array(z.string()) });

/** pgrepl's own roles that somebody else uses as well: those can't be told from pgrepl by a rule. */
export async function sharedRoles(
  conversation: Conversation,
  own: OwnSessions,
): Promise<readonly string[]> {
  const [row] = await conversation.askFor(rolesRow, {
    text: `select coalesce(json_agg(distinct usename::text), '[]') as roles
      from pg_stat_activity where ${isForeign} and coalesce(${isOwnRole}, false)`,
    values: parametersOf(own),
  });
  return row?.roles ?? [];
}

/**
 * From 18 on `pg_stat_activity` shows sessions that are not let in yet. Those that began after the lock
 * ($4, by the server's clock) will be turned away; those that began before it may come in.
 */
const mayComeIn = `(state is distinct from 'starting' or backend_start <= $4::timestamptz)`;

const sweptRow = z.object({ pids: z.array(whole) });

export interface Swept {
  /** How many sessions were told to end. */
  readonly ended: number;
  /** How many were still there when the time was up; 0 if none was, for a while. */
  readonly left: number;
}

/**
 * Ends all sessions of others until none is left and none has come in for a while; for a server that
 * turns new ones away already.
 */
export async function endForeignSessions(
  conversation: Conversation,
  own: OwnSessions,
  now: () => number,
): Promise<Swept> {
  const told = new Set<number>();
  const [clock] = await conversation.ask({ text: 'select clock_timestamp()::text as lockedat' });
  const values = [...parametersOf(own), clock?.['lockedat']];
  let quietSince = now();
  for (;;) {
    const [row] = await conversation.askFor(sweptRow, {
      text: `select coalesce(json_agg(pid), '[]') as pids
        from (select pid, pg_terminate_backend(pid) from pg_stat_activity where ${isForeign} and ${mayComeIn} offset 0) told`,
      values,
    });
    const pids = row?.pids ?? [];
    for (const pid of pids) told.add(pid);
    if (pids.length > 0) quietSince = now();
    else if (now() - quietSince >= quietMs) return { ended: told.size, left: 0 };
    if (conversation.leftMs <= reserveMs) return { ended: told.size, left: pids.length };
    await sleep(everyMs);
  }
}

/** PostgreSQL's own processes: they write what sessions have done, and look after the files. */
const ownProcesses = [
  'archiver',
  'autovacuum launcher',
  'autovacuum worker',
  'background writer',
  'checkpointer',
  'client backend',
  'dead-end client backend',
  'io worker',
  'logger',
  'logical replication launcher',
  'parallel worker',
  'slotsync worker',
  'standalone backend',
  'startup',
  'walreceiver',
  'walsender',
  'walsummarizer',
  'walwriter',
];

const remainsRow = z.object({
  remains: z.object({
    nextLsn: lsn,
    pageBytes: whole,
    workers: z.array(z.object({ type: z.string(), count: whole })),
    preparedTransactions: whole,
  }),
});

/** What is there without clients: where the WAL ends, and what may write on. */
export async function whatRemains(
  conversation: Conversation,
): Promise<Pick<LockedOut, 'endLsn' | 'workers' | 'preparedTransactions'>> {
  const [row] = await conversation.askFor(remainsRow, {
    // Up to 10 the launcher of logical replication has no type of its own.
    text: `
select json_build_object(
  'nextLsn', pg_current_wal_insert_lsn(),
  'pageBytes', current_setting('wal_block_size')::integer,
  'workers', (select coalesce(json_agg(json_build_object('type', backend_type, 'count', amount)
      order by backend_type), '[]')
    from (select backend_type, count(*) as amount from pg_stat_activity
      where backend_type <> all ($1) and coalesce(wait_event, '') <> 'LogicalLauncherMain'
      group by 1) other),
  'preparedTransactions', (select count(*) from pg_prepared_xacts)
) as remains`,
    values: [ownProcesses],
  });
  if (row === undefined) throw new Error('a statement without FROM a table returned no row');
  const { nextLsn, pageBytes, workers, preparedTransactions } = row.remains;
  return { endLsn: endBefore(nextLsn, BigInt(pageBytes)), workers, preparedTransactions };
}

/** Lengths of the headers that a page of WAL begins with, bytes (xlog_internal.h). */
const pageHeaders: readonly bigint[] = [24n, 40n];

/**
 * Where the last record ends. The next one begins behind the header of a page if it is its first; that
 * header is written with it, and nobody has it before.
 */
function endBefore(next: Lsn, pageBytes: bigint): Lsn {
  const inPage = next % pageBytes;
  return pageHeaders.includes(inPage) ? lsnBefore(next, inPage) : next;
}
