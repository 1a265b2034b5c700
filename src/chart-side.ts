import type { Renderer } from './chart/renderer.js';
import type { Clock } from './clock.js';
import type { AppConfig } from './config/model.js';
import type { Incident } from './incidents/model.js';
import type { LagLog } from './monitor/lag-history/lag-log.js';
import type { Log } from './monitor/ports.js';
import { intervalOf } from './monitor/schedule.js';
import type { Operation } from './operations/model.js';
import type { EpochMs } from './replication/observation.js';
import type { LagChartRequest } from './slack/ports.js';
import type { Store } from './store/index.js';
import { lagChart } from './wording/lag-chart/build.js';
import type { ChartEvents } from './wording/lag-chart/marks.js';
import type { LagChart } from './wording/lag-chart/model.js';

export interface ChartSideOptions {
  readonly config: AppConfig;
  readonly lag: LagLog;
  readonly store: Store;
  readonly renderer: Renderer;
  /** What memory holds of a cluster's incidents, and its operations that have not ended. */
  readonly incidents: (cluster: string) => readonly Incident[];
  readonly operations: () => readonly Operation[];
  readonly clock: Clock;
  readonly log: Log;
}

/** More events than a picture has room for. */
const mostEvents = 100;
/** Incidents whose timelines are read for marks: with more, a picture has no room for them. */
const mostTimelines = 5;

/** Pictures of lag, from the history, the incidents and the operations of a cluster. */
export class ChartSide {
  readonly #options: ChartSideOptions;

  constructor(options: ChartSideOptions) {
    this.#options = options;
  }

  /** Never rejects: what the store does not tell is left out, and the picture says so. */
  async lagChart({ cluster, from, to, measures, ...asked }: LagChartRequest): Promise<LagChart> {
    const { lag, config } = this.#options;
    const own = config.clusters.find(({ name }) => name === cluster);
    const everyMs = own === undefined ? 0 : intervalOf(own.schedule);
    const [history, events] = await Promise.all([
      lag.between(cluster, from, to, everyMs),
      this.#events(cluster, from, to),
    ]);
    const bounds = (own?.nodes ?? []).map(({ declaration, thresholds }) => ({
      node: declaration.name,
      thresholds,
    }));
    // A channel reads its pictures by the clocks that its digest goes by.
    const timeZone =
      asked.timeZone ?? own?.digest?.timeZone ?? own?.quietHours?.timeZone ?? undefined;
    return lagChart({ cluster, history, bounds, events, measures, timeZone });
  }

  /** The picture as PNG; null if it can't be made. Never rejects. */
  async png(chart: LagChart): Promise<Uint8Array | null> {
    try {
      return await this.#options.renderer.png(chart);
    } catch (error) {
      this.#options.log.error({ err: error }, 'a picture of lag could not be drawn');
      return null;
    }
  }

  /** What happened in the span: by the store, and by memory what that does not know yet. */
  async #events(cluster: string, from: EpochMs, to: EpochMs): Promise<ChartEvents> {
    const stored = await this.#stored(cluster, from, to);
    const working = this.#options.incidents(cluster);
    const open = this.#options.operations().filter((each) => each.cluster === cluster);
    return {
      incidents: newest(stored.incidents, working).filter((each) => touches(each, from, to)),
      operations: newest(stored.operations, open).filter(
        ({ startedAt, endedAt }) =>
          startedAt !== null && startedAt <= to && (endedAt ?? to) >= from,
      ),
      entries: stored.entries,
    };
  }

  async #stored(cluster: string, from: EpochMs, to: EpochMs): Promise<ChartEvents> {
    const { store, log } = this.#options;
    try {
      const [incidents, operations] = await Promise.all([
        store.listIncidents({ cluster, limit: mostEvents }),
        store.operations.list({ cluster, limit: mostEvents, overlaps: { from, to } }),
      ]);
      const told = incidents.filter((each) => touches(each, from, to)).slice(0, mostTimelines);
      const entries = await Promise.all(
        told.map(({ id }) => store.listTimeline(id, { limit: mostEvents })),
      );
      return { incidents, operations, entries: entries.flat() };
    } catch (error) {
      log.warn({ err: error, cluster }, 'the events of a picture could not be read');
      return { incidents: [], operations: [], entries: [] };
    }
  }
}

function touches({ openedAt, resolvedAt }: Incident, from: EpochMs, to: EpochMs): boolean {
  return openedAt <= to && (resolvedAt ?? to) >= from;
}

/** Memory is ahead of the store, never behind it. */
function newest<T extends { readonly id: string }>(
  stored: readonly T[],
  working: readonly T[],
): readonly T[] {
  return [...new Map([...stored, ...working].map((each) => [each.id, each])).values()];
}
