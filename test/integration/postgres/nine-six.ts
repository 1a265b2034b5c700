import type pg from 'pg';

import { observationSql } from '../../../src/postgres/sql/observation-sql.js';
import { readObservation } from '../../../src/postgres/rows.js';
import type { NodeState } from '../../../src/replication/observation.js';
import type { RecordedNode } from '../../unit/replication/recorded.js';

/**
 * PostgreSQL 9.6's names over what a server of it showed: a schema of views and functions before
 * `pg_catalog` on the search path. No package brings 9.6, so that its statement runs here, on a newer
 * server, against recorded rows. Functions that fail on 9.6 in or out of recovery fail here as well.
 */
const schema = `
CREATE SCHEMA nine_six;
CREATE TABLE nine_six.recorded (node jsonb NOT NULL);
SET search_path = nine_six, pg_catalog;

CREATE FUNCTION rec(name text) RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT node -> 'rec' ->> name FROM nine_six.recorded $$;
CREATE FUNCTION pg_is_in_recovery() RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT nine_six.rec('in_recovery')::boolean $$;
CREATE FUNCTION guarded(wanted boolean, value text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF nine_six.pg_is_in_recovery() <> wanted THEN
    RAISE 'recovery is % in progress', CASE WHEN wanted THEN 'not' ELSE '' END;
  END IF;
  RETURN value;
END $$;
CREATE FUNCTION pg_current_xlog_location() RETURNS pg_lsn LANGUAGE sql STABLE
  AS $$ SELECT nine_six.guarded(false, nine_six.rec('cur'))::pg_lsn $$;
CREATE FUNCTION pg_current_xlog_flush_location() RETURNS pg_lsn LANGUAGE sql STABLE
  AS $$ SELECT nine_six.guarded(false, nine_six.rec('flush'))::pg_lsn $$;
CREATE FUNCTION pg_xlogfile_name(at pg_lsn) RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT nine_six.guarded(false, pg_catalog.pg_walfile_name(at)) $$;
CREATE FUNCTION pg_xlog_location_diff(a pg_lsn, b pg_lsn) RETURNS numeric LANGUAGE sql IMMUTABLE
  AS $$ SELECT pg_catalog.pg_wal_lsn_diff(a, b) $$;
CREATE FUNCTION pg_last_xlog_receive_location() RETURNS pg_lsn LANGUAGE sql STABLE
  AS $$ SELECT nine_six.rec('recv')::pg_lsn $$;
CREATE FUNCTION pg_last_xlog_replay_location() RETURNS pg_lsn LANGUAGE sql STABLE
  AS $$ SELECT nine_six.rec('replay')::pg_lsn $$;
CREATE FUNCTION pg_last_xact_replay_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
  AS $$ SELECT nine_six.rec('xact_ts')::timestamptz $$;
CREATE FUNCTION pg_is_xlog_replay_paused() RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT nine_six.guarded(true, nine_six.rec('paused'))::boolean $$;
CREATE FUNCTION current_setting(name text) RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT CASE name WHEN 'server_version_num' THEN '90624' WHEN 'is_superuser' THEN 'on' END $$;
CREATE FUNCTION pg_control_checkpoint() RETURNS TABLE (timeline_id integer, redo_location pg_lsn)
  LANGUAGE sql STABLE
  AS $$ SELECT (node -> 'ctl' ->> 'timeline_id')::integer, (node -> 'ctl' ->> 'redo_location')::pg_lsn
          FROM nine_six.recorded $$;
CREATE FUNCTION pg_control_recovery() RETURNS TABLE (min_recovery_end_timeline integer)
  LANGUAGE sql STABLE
  AS $$ SELECT (node -> 'ctlrec' -> 0 ->> 'min_recovery_end_timeline')::integer
          FROM nine_six.recorded $$;

CREATE VIEW pg_stat_replication AS
  SELECT sender.* FROM nine_six.recorded, jsonb_to_recordset(node -> 'repl') AS sender (
    pid integer, usesysid oid, usename name, application_name text, client_addr inet,
    client_hostname text, client_port integer, backend_start timestamptz, backend_xmin text,
    state text, sent_location pg_lsn, write_location pg_lsn, flush_location pg_lsn,
    replay_location pg_lsn, sync_priority integer, sync_state text);
CREATE VIEW pg_stat_wal_receiver AS
  SELECT receiver.* FROM nine_six.recorded, jsonb_to_record(node -> 'walrcv') AS receiver (
    pid integer, status text, receive_start_lsn pg_lsn, receive_start_tli integer,
    received_lsn pg_lsn, received_tli integer, last_msg_send_time timestamptz,
    last_msg_receipt_time timestamptz, latest_end_lsn pg_lsn, latest_end_time timestamptz,
    slot_name text, conninfo text)
   WHERE jsonb_typeof(node -> 'walrcv') = 'object';
CREATE VIEW pg_replication_slots AS
  SELECT slot.* FROM nine_six.recorded, jsonb_to_recordset(node -> 'slots') AS slot (
    slot_name name, plugin name, slot_type text, datoid oid, database name, active boolean,
    active_pid integer, xmin text, catalog_xmin text, restart_lsn pg_lsn,
    confirmed_flush_lsn pg_lsn);
CREATE VIEW pg_stat_archiver AS
  SELECT archiver.* FROM nine_six.recorded, jsonb_to_record(node -> 'arch') AS archiver (
    archived_count bigint, last_archived_wal text, last_archived_time timestamptz,
    failed_count bigint, last_failed_wal text, last_failed_time timestamptz);
CREATE VIEW pg_stat_activity AS
  SELECT pid, xact_start, query_start, wait_event_type, wait_event, state FROM pg_catalog.pg_stat_activity;
CREATE VIEW pg_stat_database_conflicts AS
  SELECT conflict.* FROM nine_six.recorded, jsonb_to_record(node -> 'confl') AS conflict (
    datid oid, datname name, confl_tablespace bigint, confl_lock bigint, confl_snapshot bigint,
    confl_bufferpin bigint, confl_deadlock bigint);
CREATE VIEW pg_settings AS
  SELECT key AS name, value AS setting, NULL::text AS unit, 'configuration file' AS source
    FROM nine_six.recorded, jsonb_each_text(node -> 'conf')
  UNION ALL
  SELECT 'port', node ->> 'port', NULL, 'configuration file' FROM nine_six.recorded;
`;

/** Makes this session see 9.6; the schema is made at the first call. */
export async function asNineSix(client: pg.Client): Promise<void> {
  await client.query(schema);
}

/** What pgrepl reads of a server of 9.6 that shows these rows. */
export async function stateOnNineSix(client: pg.Client, node: RecordedNode): Promise<NodeState> {
  await client.query('DELETE FROM nine_six.recorded');
  await client.query('INSERT INTO nine_six.recorded VALUES ($1)', [JSON.stringify(node)]);
  const { rows } = await client.query<{ observation: unknown }>(observationSql(9));
  const read = readObservation(rows[0]?.observation);
  if (read.kind !== 'state') throw new Error(read.message);
  return read.state;
}
