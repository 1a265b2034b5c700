import type { Incident } from '../../incidents/model.js';
import { redactJson, redactText } from '../redact.js';
import { iso } from './batch.js';

/** The row of an incident; its number is the store's to give and so is not among it. */
export function incidentRow(incident: Incident): object {
  return {
    id: incident.id,
    cluster: incident.cluster,
    state: incident.state,
    severity: incident.severity,
    opened_at: iso(incident.openedAt),
    changed_at: iso(incident.changedAt),
    resolved_at: iso(incident.resolvedAt),
    reopened: incident.reopened,
    findings: redactJson(incident.findings),
    worst: incident.worst === null ? null : redactJson(incident.worst),
    worst_at: iso(incident.worstAt),
    stretch_at: iso(incident.stretchAt),
    keys: incident.keys,
    merged_into: incident.mergedInto,
    acknowledged_by: incident.acknowledgedBy,
    acknowledged_at: iso(incident.acknowledgedAt),
    acknowledge_reason:
      incident.acknowledgeReason === null ? null : redactText(incident.acknowledgeReason),
    acknowledged_severity: incident.acknowledgedSeverity,
    critical_since: iso(incident.criticalSince),
    escalations: incident.escalations,
    escalated_at: iso(incident.escalatedAt),
  };
}

/**
 * Writes the incidents, and gives numbers to those that are not there yet: in the order of the
 * batch, without gaps, never twice, never changed. One statement's parts; the counter's row keeps
 * two batches from giving the same number.
 */
export const upsertIncidents = {
  input: `
  select input.*, known.number,
         row_number() over (partition by known.number is null order by input.position) as n
    from rows from (jsonb_to_recordset($1) as (
           id uuid, cluster text, state text, severity text, opened_at timestamptz,
           changed_at timestamptz, resolved_at timestamptz, reopened integer, findings jsonb,
           keys text[], merged_into uuid, acknowledged_by text, acknowledged_at timestamptz,
           acknowledge_reason text, acknowledged_severity text, critical_since timestamptz,
           escalations integer, escalated_at timestamptz, worst jsonb, worst_at timestamptz,
           stretch_at timestamptz))
         with ordinality as input
           (id, cluster, state, severity, opened_at, changed_at, resolved_at, reopened, findings,
            keys, merged_into, acknowledged_by, acknowledged_at, acknowledge_reason,
            acknowledged_severity, critical_since, escalations, escalated_at, worst, worst_at,
            stretch_at, position)
         left join pgrepl.incidents known on known.id = input.id`,
  count: `
  update pgrepl.counters counter set value = counter.value + fresh.count
    from (select count(*) as count from incident_input where number is null) fresh
   where counter.name = 'incident' and fresh.count > 0
  returning counter.value - fresh.count as given`,
  /** Returns id and number of each. */
  upsert: `
  insert into pgrepl.incidents as old
         (id, number, cluster, state, severity, opened_at, changed_at, resolved_at, reopened,
          findings, keys, merged_into, acknowledged_by, acknowledged_at, acknowledge_reason,
          acknowledged_severity, critical_since, escalations, escalated_at, worst, worst_at,
          stretch_at)
  select new.id, coalesce(new.number, counter.given + new.n), new.cluster, new.state,
         new.severity, new.opened_at, new.changed_at, new.resolved_at, new.reopened, new.findings,
         new.keys, new.merged_into, new.acknowledged_by, new.acknowledged_at,
         new.acknowledge_reason, new.acknowledged_severity, new.critical_since, new.escalations,
         new.escalated_at, new.worst, new.worst_at, new.stretch_at
    from incident_input new left join incident_count counter on true
  on conflict (id) do update
     set cluster = excluded.cluster, state = excluded.state, severity = excluded.severity,
         opened_at = excluded.opened_at, changed_at = excluded.changed_at,
         resolved_at = excluded.resolved_at, reopened = excluded.reopened,
         findings = excluded.findings, keys = excluded.keys, merged_into = excluded.merged_into,
         acknowledged_by = excluded.acknowledged_by, acknowledged_at = excluded.acknowledged_at,
         acknowledge_reason = excluded.acknowledge_reason,
         acknowledged_severity = excluded.acknowledged_severity,
         critical_since = excluded.critical_since, escalations = excluded.escalations,
         escalated_at = excluded.escalated_at, worst = excluded.worst,
         worst_at = excluded.worst_at, stretch_at = excluded.stretch_at
  returning old.id, old.number`,
} as const;
