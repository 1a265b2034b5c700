import { z } from 'zod';

/** The functions that the observation calls and that an administrator may have revoked. */
const neededFunctions = [
  'pg_control_system()',
  'pg_control_checkpoint()',
  'pg_control_recovery()',
  'pg_stat_get_wal_senders()',
  'pg_stat_get_wal_receiver()',
  'pg_get_replication_slots()',
  'pg_get_wal_summarizer_state()',
];

const hasRole = (role: string, how: 'USAGE' | 'MEMBER'): string =>
  `pg_has_role('${role}', '${how}')`;

/** What `pgrepl check` wants to know of its own role, beyond what an observation shows. */
export function checkSql(major: number): string {
  // Predefined roles came with 10.
  const roles = major >= 10;
  const functions = neededFunctions.map((name) => `'${name}'`).join(', ');
  return `
select json_build_object(
  'role', current_user,
  'database', current_database(),
  'versionNum', current_setting('server_version_num')::integer,
  'isSuperuser', current_setting('is_superuser') = 'on',
  'inheritsStatistics', ${roles ? hasRole('pg_read_all_stats', 'USAGE') : 'false'},
  'isMember', ${roles ? hasRole('pg_read_all_stats', 'MEMBER') : 'false'},
  'connectionLimit', (select rolconnlimit from pg_roles where rolname = current_user),
  'encryption', (select case when ssl then version || ', ' || cipher end
                 from pg_stat_ssl where pid = pg_backend_pid()),
  'levelSource', (select source from pg_settings where name = 'synchronous_commit'),
  'revoked', (select json_agg(name order by name) from unnest(array[${functions}]) name
              where to_regprocedure(name) is not null
                and not has_function_privilege(to_regprocedure(name), 'EXECUTE'))
) as facts`;
}

/** The answer to `checkSql`. */
export const checkFacts = z.object({
  role: z.string(),
  database: z.string(),
  versionNum: z.number().int(),
  isSuperuser: z.boolean(),
  inheritsStatistics: z.boolean(),
  isMember: z.boolean(),
  /** -1 for none. */
  connectionLimit: z.number().int().nullable(),
  encryption: z.string().nullable(),
  levelSource: z.string().nullable(),
  revoked: z.array(z.string()).nullable(),
});

export type CheckFacts = z.output<typeof checkFacts>;
