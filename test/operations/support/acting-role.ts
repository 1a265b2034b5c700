import type { LabNode } from '../../../lab/postgres/node.js';

/** The role under which pgrepl acts in tests that take rights from it. */
export const actingRole = 'op';

/** Creates it with the rights that the manual names for 15 and newer, and no others. */
export async function createActingRole(primary: LabNode): Promise<void> {
  for (const statement of statements) await primary.sql(statement);
}

/** Takes exactly what one step needs, or gives it back; on the primary. */
export const rights = {
  slots: {
    take: [`ALTER ROLE ${actingRole} NOREPLICATION`],
    give: [`ALTER ROLE ${actingRole} REPLICATION`],
  },
  checkpoint: {
    take: [`REVOKE pg_checkpoint FROM ${actingRole}`],
    give: [`GRANT pg_checkpoint TO ${actingRole}`],
  },
  promote: {
    take: [
      `REVOKE EXECUTE ON FUNCTION pg_promote(boolean, integer) FROM PUBLIC`,
      `REVOKE EXECUTE ON FUNCTION pg_promote(boolean, integer) FROM ${actingRole}`,
    ],
    give: [`GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO ${actingRole}`],
  },
  source: {
    take: [`REVOKE ALTER SYSTEM ON PARAMETER primary_conninfo FROM ${actingRole}`],
    give: [`GRANT ALTER SYSTEM ON PARAMETER primary_conninfo TO ${actingRole}`],
  },
} as const;

const statements = [
  `CREATE ROLE ${actingRole} LOGIN REPLICATION`,
  `GRANT pg_monitor, pg_checkpoint TO ${actingRole}`,
  `GRANT ALTER SYSTEM ON PARAMETER primary_conninfo, primary_slot_name,
     synchronous_standby_names TO ${actingRole}`,
  `GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer), pg_reload_conf(),
     pg_hba_file_rules() TO ${actingRole}`,
  `GRANT SELECT ON pg_hba_file_rules TO ${actingRole}`,
];
