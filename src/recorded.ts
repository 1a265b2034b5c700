import type { RootMessage } from './incidents/model.js';
import type { Log } from './monitor/ports.js';
import type { Records } from './slack/ports.js';
import type { Store } from './store/index.js';

/** What the store has kept, for whoever asks: null where it gives no answer. */
export function createRecords(
  store: Store,
  charts: Pick<Records, 'lagChart'>,
  doctor: Records['doctor'],
  known: { readonly root: (subjectId: string) => RootMessage | null },
  log: Log,
): Records {
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
      known.root(subjectId) ?? orNull('where a message stands', () => store.findRoot(subjectId)),
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
          ...(since !== null && { since }),
          ...(endedSince !== undefined && { endedSince }),
          limit,
        }),
      ),
    timeline: (number) =>
      orNull('a timeline', async () => (await store.timeline(number)) ?? 'none'),
  };
}
