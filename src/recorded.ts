import type { RootMessage } from './incidents/model.js';
import type { Log } from './monitor/ports.js';
import type { Records } from './slack/ports.js';
import type { Store } from './store/index.js';

/** Who knows what the store does not. */
export interface RecordParts {
  readonly charts: Pick<Records, 'lagChart'>;
  readonly doctor: Records['doctor'];
  readonly outbox: { readonly root: (subjectId: string) => RootMessage | null };
  /** Put together later than the records. */
  readonly digester: () => Pick<Records, 'lastDay'>;
}

/** What the store has kept, for whoever asks: null where it gives no answer. */
export function createRecords(store: Store, parts: RecordParts, log: Log): Records {
  const { charts, doctor, outbox, digester } = parts;
  const orNull = async <T>(what: string, read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (error) {
      log.warn({ err: error }, `${what} could not be read`);
      return null;
    }
  };
  return {
    doctor,
    root: async (subjectId) =>
      outbox.root(subjectId) ?? orNull('where a message stands', () => store.findRoot(subjectId)),
    lastDay: (clusters) => digester().lastDay(clusters),
    lagChart: (request) => charts.lagChart(request),
    operations: (cluster, limit) =>
      orNull('the operations', () => store.operations.list({ cluster, limit })),
    audit: (cluster, limit) =>
      orNull('the audit log', async () => {
        const entries = await store.listAudit({ ...(cluster !== null && { cluster }), limit });
        return entries.map(({ record }) => record);
      }),
    incidents: ({ cluster, since, endedSince }, limit) =>
      orNull('the incidents', () =>
        store.listIncidents({
          ...(cluster !== null && { cluster }),
          ...(since !== null && { openSince: since }),
          ...(endedSince !== undefined && { endedSince }),
          limit,
        }),
      ),
    roleChanges: (since, limit) =>
      orNull('the changes of roles', () => store.listRoleChanges(since, limit)),
    timeline: (number) =>
      orNull('a timeline', async () => (await store.timeline(number)) ?? 'none'),
  };
}
