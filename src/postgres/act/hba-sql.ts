import { z } from 'zod';
import { whole } from '../sql/columns.js';

/**
 * The rules of `pg_hba.conf` as PostgreSQL reads the file now, in its order, and which of some logins
 * ($1 roles, $2 their databases) each is for. PostgreSQL judges that as it does at a login
 * (`check_role` and `check_db` in hba.c): membership counts where it was granted, not because somebody
 * is a superuser; from 16 on a name that begins with a slash is a pattern. One row, one column `hba`.
 *
 * A rule that can't be read has no type. One of `hostssl` without SSL has an error and is read.
 */
export function hbaSql(major: number): string {
  const [order, file] =
    major >= 16 ? ['rule_number', 'file_name'] : ['line_number', `current_setting('hba_file')`];
  const matches = (item: string, name: string): string =>
    major >= 16
      ? `case when ${item} like '/%' then (${name} collate "C") ~ substr(${item}, 2) else false end`
      : 'false';
  return `
with recursive login as (
  select role, db, (place - 1)::integer as place
  from unnest($1::text[], $2::text[]) with ordinality as given(role, db, place)
), belongs(place, roleid) as (
  select login.place, pg_roles.oid from login join pg_roles on pg_roles.rolname = login.role
  union
  select belongs.place, above.roleid from belongs
  join pg_auth_members above on above.member = belongs.roleid
), groups as (
  select distinct belongs.place, pg_roles.rolname::text as name
  from belongs join pg_roles on pg_roles.oid = belongs.roleid
), rule as (
  select ${order} as number, line_number, ${file} as file, type, database, user_name, address,
    netmask, auth_method, options, error
  from pg_hba_file_rules
)
select json_build_object(
  'file', current_setting('hba_file'),
  'dataDirectory', current_setting('data_directory'),
  'standby', pg_is_in_recovery(),
  'superuser', current_setting('is_superuser') = 'on',
  'rules', (select coalesce(json_agg(json_build_object(
      'line', rule.line_number, 'file', rule.file, 'type', rule.type,
      'databases', coalesce(rule.database, '{}'), 'users', coalesce(rule.user_name, '{}'),
      'address', rule.address, 'netmask', rule.netmask, 'method', rule.auth_method,
      'options', coalesce(rule.options, '{}'), 'error', rule.error,
      'logins', (select coalesce(json_agg(login.place order by login.place), '[]') from login
        where exists (select from unnest(rule.user_name) item(it)
            where it = 'all' or it = login.role
              or (it like '+%' and exists (select from groups
                    where groups.place = login.place and groups.name = substr(it, 2)))
              or ${matches('it', 'login.role')})
          and exists (select from unnest(rule.database) item(it)
            where it = 'all' or (it <> 'replication' and it = login.db)
              or (it = 'sameuser' and login.db = login.role)
              or (it in ('samerole', 'samegroup') and exists (select from groups
                    where groups.place = login.place and groups.name = login.db))
              or ${matches('it', 'login.db')}))
    ) order by rule.number, rule.line_number), '[]') from rule)
) as hba`;
}

const rule = z.object({
  line: whole,
  file: z.string(),
  type: z.string().nullable(),
  databases: z.array(z.string()),
  users: z.array(z.string()),
  address: z.string().nullable(),
  netmask: z.string().nullable(),
  method: z.string().nullable(),
  options: z.array(z.string()),
  error: z.string().nullable(),
  logins: z.array(whole),
});

/** The answer to `hbaSql`. */
export const hbaRow = z.object({
  hba: z.object({
    file: z.string(),
    dataDirectory: z.string(),
    standby: z.boolean(),
    superuser: z.boolean(),
    rules: z.array(rule),
  }),
});

export type HbaAnswer = z.output<typeof hbaRow>['hba'];
