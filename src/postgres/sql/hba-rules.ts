import { z } from 'zod';
import { whole } from './columns.js';

/** The lines of `pg_hba.conf` (10+) for replication, in order, as a JSON array. */
export const hbaRulesSql = `
  (select coalesce(json_agg(json_build_object(
    'line', line_number, 'type', type, 'databases', database, 'users', user_name,
    'address', address, 'netmask', netmask, 'method', auth_method) order by line_number), '[]')
  from pg_hba_file_rules where error is null and 'replication' = any (database))`;

/** What `hbaRulesSql` returns. */
export const hbaRules = z.array(
  z.object({
    line: whole,
    type: z.string(),
    databases: z.array(z.string()),
    users: z.array(z.string()),
    address: z.string().nullable(),
    netmask: z.string().nullable(),
    method: z.string(),
  }),
);
