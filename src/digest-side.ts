import { createHash } from 'node:crypto';
import type { Clock } from './clock.js';
import type { AppConfig } from './config/model.js';
import type { Fleet } from './fleet.js';
import type { ClusterSnapshot } from './incidents/fleet.js';
import { DayBook } from './monitor/digest/day-book.js';
import { Digester, type ChannelDigest } from './monitor/digest/digester.js';
import type { DoctorRounds } from './monitor/doctor/rounds.js';
import type { Journal } from './monitor/journal/journal.js';
import type { LagLog } from './monitor/lag-history/lag-log.js';
import type { Log } from './monitor/ports.js';
import type { Store } from './store/index.js';

export interface DigestSideOptions {
  readonly config: AppConfig;
  readonly fleet: Pick<Fleet, 'monitor'>;
  readonly journal: Journal;
  readonly store: Pick<Store, 'listIncidents' | 'listTimeline' | 'knowsMessage'>;
  readonly lag: Pick<LagLog, 'between'>;
  readonly doctor: Pick<DoctorRounds, 'daily' | 'sinceDaily'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How many incidents and lines of one are looked at for a digest. */
const mostIncidents = 200;
const mostEntries = 2_000;

/** Puts together who tells how the day was: each channel of its clusters, in one message, and whoever asks. */
export function createDigestSide(options: DigestSideOptions): Digester {
  const { config, fleet, journal, store, lag, doctor, log } = options;
  const snapshot = (cluster: string): ClusterSnapshot | undefined =>
    fleet.monitor(cluster)?.snapshot();
  const book = new DayBook({
    clusters: config.clusters.map(({ name }) => name),
    snapshot,
    isSynchronous: (cluster) => (fleet.monitor(cluster)?.memory.contract?.required ?? 0) > 0,
    records: {
      incidents: async (cluster, endedSince) => {
        const lists = await Promise.all([
          store.listIncidents({ cluster, state: 'open', limit: mostIncidents }),
          store.listIncidents({ cluster, endedSince, limit: mostIncidents }),
        ]);
        return lists.flat();
      },
      timeline: (incidentId) => store.listTimeline(incidentId, { limit: mostEntries }),
      watched: (cluster) => journal.watchedSpans(cluster),
      lag: async (cluster, from, to) => (await lag.between(cluster, from, to)).buckets,
    },
    log,
  });
  return new Digester({
    ...options,
    channels: channelsOf(config),
    book,
    snapshot,
    isTold: (id) => store.knowsMessage(id),
    examineDaily: (cluster) => doctor.daily(cluster),
    examineNow: (cluster) => doctor.sinceDaily(cluster),
    idOf: (text) => uuidOf(createHash('sha256').update(text).digest('hex')),
  });
}

function channelsOf({ clusters }: AppConfig): readonly ChannelDigest[] {
  const channels = new Map<string, ChannelDigest>();
  for (const { name, channel, digest } of clusters) {
    if (channel === null || digest === null) continue;
    const key = JSON.stringify([channel, digest]);
    const known = channels.get(key)?.clusters ?? [];
    channels.set(key, { channel, rules: digest, clusters: [...known, name] });
  }
  return [...channels.values()];
}

/** The first 128 bits of a hash, as a UUID of version 8 (RFC 9562: one's own way of making them). */
function uuidOf(hex: string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
