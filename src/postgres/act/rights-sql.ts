import { z } from 'zod';

const grantable = ['primary_conninfo', 'primary_slot_name', 'synchronous_standby_names'] as const;

/** Functions that are not everybody's: without the right the whole statement would be refused. */
const guardedFunctions = {
  archiveStatus: { signature: 'pg_ls_archive_statusdir()', since: 12 },
  archiveDirectory: { signature: 'pg_ls_dir(text,boolean,boolean)', since: 10 },
  hbaRules: { signature: 'pg_hba_file_rules()', since: 10 },
  walFiles: { signature: 'pg_ls_waldir()', since: 10 },
} as const;

const mayExecute = (signature: string): string =>
  `has_function_privilege('${signature}', 'EXECUTE')`;

/** What the role may do, and what it may ask: one row, one column `rights`. */
export function rightsSql(major: number): string {
  const superuser = `current_setting('is_superuser') = 'on'`;
  const alterSystem = grantable.map((name) => {
    // Up to 11 the standby's settings are none of the server's.
    if (major < 12 && name !== 'synchronous_standby_names') return `'${name}', false`;
    const granted = major >= 15 ? ` or has_parameter_privilege('${name}', 'ALTER SYSTEM')` : '';
    return `'${name}', ${superuser}${granted}`;
  });
  const functions = Object.entries(guardedFunctions).map(([name, { signature, since }]) => {
    const view =
      name === 'hbaRules' ? ` and has_table_privilege('pg_hba_file_rules', 'SELECT')` : '';
    return `'${name}', ${major >= since ? `${mayExecute(signature)}${view}` : 'false'}`;
  });
  return `
select json_build_object(
  'role', current_user,
  'superuser', ${superuser},
  'replication', (select rolreplication or rolsuper from pg_roles where rolname = current_user),
  'promote', ${major >= 12 ? mayExecute('pg_promote(boolean,integer)') : 'null'},
  'reload', ${mayExecute('pg_reload_conf()')},
  'checkpoint', ${superuser}${major >= 15 ? ` or pg_has_role('pg_checkpoint', 'USAGE')` : ''},
  'signalBackends', ${superuser} or pg_has_role('pg_signal_backend', 'USAGE'),
  'alterSystem', json_build_object(${alterSystem.join(', ')}),
  'functions', json_build_object(${functions.join(', ')})
) as rights`;
}

const rights = z.object({
  role: z.string(),
  superuser: z.boolean(),
  replication: z.boolean(),
  promote: z.boolean().nullable(),
  reload: z.boolean(),
  checkpoint: z.boolean(),
  signalBackends: z.boolean(),
  alterSystem: z.object({
    primary_conninfo: z.boolean(),
    primary_slot_name: z.boolean(),
    synchronous_standby_names: z.boolean(),
  }),
  functions: z.object({
    archiveStatus: z.boolean(),
    archiveDirectory: z.boolean(),
    hbaRules: z.boolean(),
    walFiles: z.boolean(),
  }),
});

/** The answer to `rightsSql`. */
export const rightsRow = z.object({ rights });

export type Rights = z.output<typeof rights>;
