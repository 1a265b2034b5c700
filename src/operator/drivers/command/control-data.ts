import type { ControlData, Deed } from '../../../operations/deed.js';
import { parseLsn } from '../../../replication/lsn.js';

/** `Database cluster state`, as pg_controldata.c prints it (9.6 to 18). */
const states: ReadonlySet<string> = new Set([
  'starting up',
  'shut down',
  'shut down in recovery',
  'shutting down',
  'in crash recovery',
  'in archive recovery',
  'in production',
]);

/**
 * Reads what `pg_controldata` has printed. Lines that it does not know are passed over, so that a
 * banner of `ssh` does no harm; what is missing, or a state in another language, is a failure in words.
 */
export function parseControlData(text: string): Deed<ControlData> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0)
      values.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const state = values.get('database cluster state');
  const checkpointLsn = parseLsn(values.get('latest checkpoint location') ?? '');
  const timeline = values.get("latest checkpoint's timelineid") ?? '';
  const systemIdentifier = values.get('database system identifier') ?? '';
  if (state === undefined) {
    return unreadable(
      'its output has no line "Database cluster state" (pg_controldata must speak English: LC_ALL=C)',
    );
  }
  if (!states.has(state)) return unreadable(`"${state}" is no state of pg_controldata`);
  if (checkpointLsn === undefined) return unreadable('it names no latest checkpoint location');
  if (!/^[1-9]\d*$/.test(timeline))
    return unreadable('it names no timeline of the latest checkpoint');
  if (!/^\d+$/.test(systemIdentifier)) return unreadable('it names no system identifier');
  return {
    kind: 'done',
    value: { state, checkpointLsn, timeline: Number(timeline), systemIdentifier },
  };
}

function unreadable(detail: string): Deed<ControlData> {
  return { kind: 'failed', detail, code: 'unreadable' };
}
