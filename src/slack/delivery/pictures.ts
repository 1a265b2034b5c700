import { setTimeout as pause } from 'node:timers/promises';
import type { Incident, OutboxItem } from '../../incidents/model.js';
import type { EpochMs } from '../../replication/observation.js';
import type { LagChart } from '../../wording/lag-chart/model.js';
import { failureInWords } from '../api/outcome.js';
import type { WebClient } from '../api/clients.js';
import { uploadFiles } from '../files/upload.js';
import { describe } from '../listeners/reply.js';
import type { Handlers, Log } from '../ports.js';

export interface PicturesOptions {
  readonly draw: Pick<Handlers, 'png'> & Pick<Handlers['records'], 'lagChart'>;
  readonly incident: (id: string) => Incident | null;
  /** For files: nothing that is urgent waits for it. */
  readonly client: WebClient;
  readonly log: Log;
  /** Told when a picture has come to be ready, or is given up. */
  readonly onReady: () => void;
}

/** A picture that Slack has. */
export interface Picture {
  readonly chart: LagChart;
  readonly fileId: string;
}

type State =
  | { readonly kind: 'preparing' }
  | { readonly kind: 'ready'; readonly picture: Picture; readonly from: EpochMs; tries: number }
  | { readonly kind: 'none' };

/** How long Slack is given to work through a picture before it is shown, and before each new try, ms. */
const workMs = 2_000;
/** How often a message is tried whose picture Slack has not worked through. */
const mostTries = 5;
/** Pictures that are kept in mind; their messages have long been sent when they are forgotten. */
const most = 30;
/** How often a picture is handed over that Slack did not take for a passing reason. */
const mostUploads = 4;
/** How long is waited before that, longer each time, ms. */
const uploadPauseMs = 5_000;

/**
 * The pictures of messages in threads: drawn and uploaded beside the delivery, so that no message
 * waits for another one's picture; each is uploaded once, and a message whose picture does not come
 * to be goes without it.
 */
export class Pictures {
  readonly #options: PicturesOptions;
  readonly #states = new Map<string, State>();

  constructor(options: PicturesOptions) {
    this.#options = options;
  }

  /** Until when an item waits for its picture; 0 for one that need not wait. Begins to make it. */
  readyAt(item: OutboxItem, now: EpochMs): EpochMs {
    const { payload, id } = item;
    if (payload.kind !== 'thread' || payload.picture === undefined) return 0;
    const state = this.#states.get(id);
    if (state === undefined) {
      this.#set(id, { kind: 'preparing' });
      void this.#prepare(id, payload.incidentId, payload.picture, now);
    }
    // Whoever waits is woken when it is ready; this is only for the case that nobody is.
    if (state === undefined || state.kind === 'preparing') return now + 60_000;
    return state.kind === 'ready' ? state.from : 0;
  }

  /** The picture of an item's message; null if it has none. */
  of(itemId: string): Picture | null {
    const state = this.#states.get(itemId);
    return state?.kind === 'ready' ? state.picture : null;
  }

  /** Slack has not worked through it yet: it is tried again a little later, some times. */
  refused(itemId: string, now: EpochMs): void {
    const state = this.#states.get(itemId);
    if (state?.kind !== 'ready') return;
    const tries = state.tries + 1;
    const next: State =
      tries < mostTries ? { ...state, tries, from: now + workMs * tries } : { kind: 'none' };
    this.#set(itemId, next);
  }

  async #prepare(
    id: string,
    incidentId: string,
    span: { readonly from: EpochMs; readonly to: EpochMs },
    now: EpochMs,
  ): Promise<void> {
    const { log, onReady } = this.#options;
    let picture: Picture | null = null;
    try {
      picture = await this.#make(incidentId, span);
    } catch (error) {
      log.error({ error: describe(error) }, 'the picture of a message could not be made');
    }
    this.#set(
      id,
      picture === null
        ? { kind: 'none' }
        : { kind: 'ready', picture, from: now + workMs, tries: 0 },
    );
    onReady();
  }

  async #make(
    incidentId: string,
    span: { readonly from: EpochMs; readonly to: EpochMs },
  ): Promise<Picture | null> {
    const { draw, client, incident, log } = this.#options;
    const cluster = incident(incidentId)?.cluster;
    if (cluster === undefined) return null;
    const measures = ['time', 'bytes'] as const;
    const chart = await draw.lagChart({ cluster, ...span, measures, timeZone: null });
    if (chart.panels.every(({ series }) => series.length === 0)) return null;
    const content = await draw.png(chart);
    if (content === null) return null;
    const { title, altText } = chart;
    const files = [{ name: 'lag.png', title, content, altText }];
    for (let upload = 1; ; upload += 1) {
      const outcome = await uploadFiles(client, files, null);
      if (outcome.kind === 'ok') {
        const [fileId] = outcome.data;
        return fileId === undefined ? null : { chart, fileId };
      }
      log.warn({ error: failureInWords(outcome) }, 'the picture of a message was not taken');
      // One that may have arrived all the same is seen by nobody: only a message would show it.
      if (outcome.kind === 'refused' || upload === mostUploads) return null;
      await pause(uploadPauseMs * upload, undefined, { ref: false });
    }
  }

  #set(id: string, state: State): void {
    this.#states.set(id, state);
    const [oldest] = this.#states.keys();
    if (this.#states.size > most && oldest !== undefined) this.#states.delete(oldest);
  }
}
