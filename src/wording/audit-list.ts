import type { AuditRecord } from '../incidents/record.js';
import type { EpochMs } from '../replication/observation.js';
import { oneLine, safeName, truncate } from './safe-text.js';
import { line, lineOn, section, type Line, type Mark, type Section } from './sections.js';
import { formatUtcTime } from './units.js';

/** The longest detail of a record that is shown in its line; the export has it all. */
const longestDetail = 160;

const marks: Readonly<Record<AuditRecord['result'], Mark | null>> = {
  intended: null,
  done: null,
  failed: 'critical',
  denied: 'warning',
};

/**
 * Who did what, in the order given.
 *
 * @param cluster the one that was asked about; null for all
 */
export function auditList(
  records: readonly AuditRecord[],
  cluster: string | null,
  now: EpochMs,
): readonly Section[] {
  return [
    section({
      title: 'Audit log',
      detail: cluster === null ? null : safeName(cluster),
      lines:
        records.length === 0
          ? [line('It holds nothing about this.')]
          : records.map((record) => auditLine(record, now)),
    }),
  ];
}

function auditLine(record: AuditRecord, now: EpochMs): Line {
  const about = [record.cluster, record.subject].flatMap((name) =>
    name === null ? [] : [safeName(name)],
  );
  const detail = shortDetail(record.detail);
  const parts = [
    oneLine(record.actor),
    `${oneLine(record.action)}${about.length === 0 ? '' : ` (${about.join(', ')})`}`,
    record.result,
    ...(detail === '' ? [] : [detail]),
  ];
  return lineOn(formatUtcTime(record.at, now), parts.join(' · '), marks[record.result]);
}

/** Ids and hashes say nothing to a reader of the list. */
function isTelling(key: string, value: unknown): value is string | number | boolean {
  return (
    ((typeof value === 'string' && value !== '') ||
      typeof value === 'number' ||
      typeof value === 'boolean') &&
    !/(?:^id|Id|Hash|^operation)$/.test(key)
  );
}

function shortDetail(detail: AuditRecord['detail']): string {
  const told = Object.entries(detail).flatMap(([key, value]) =>
    isTelling(key, value) ? [`${key}: ${oneLine(String(value)).replaceAll('`', '\u02CB')}`] : [],
  );
  return truncate(told.join(', '), longestDetail);
}
