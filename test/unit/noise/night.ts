import { IncidentKeeper } from '../../../src/monitor/incident-keeper.js';
import { Journal } from '../../../src/monitor/journal/journal.js';
import { Outbox } from '../../../src/monitor/journal/outbox.js';
import { Silencer } from '../../../src/monitor/silencer.js';
import { FakeStore } from '../../../src/monitor/testing/fake-store.js';
import type { Silence } from '../../../src/incidents/silences/model.js';
import { Watch } from '../../../src/incidents/testing/watch.js';
import { testNow } from '../../../src/replication/testing/observations.js';
import type { Topology } from '../../../src/replication/topology/model.js';
import { Channel } from './channel.js';

const second = 1000;
const minute = 60 * second;
const pollMs = 2 * second;

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A night over one cluster: rules, incidents, journal, outbox and planner are the real ones. */
export class Night {
  readonly #watch = new Watch();
  readonly #keeper: IncidentKeeper;
  readonly #journal: Journal;
  readonly #silencer: Silencer;
  readonly #store = new FakeStore();
  readonly channel: Channel;
  #atMs = 0;
  #ids = 0;
  #slackAway = false;

  constructor() {
    const clock = { now: () => testNow + this.#atMs };
    const newId = (): string => `id-${(this.#ids += 1)}`;
    this.#journal = new Journal({
      store: this.#store,
      clock,
      log: silent,
      holdMs: 1000,
      retryMs: 1000,
    });
    this.channel = new Channel(new Outbox(this.#journal, undefined, { clock, newId }));
    this.#keeper = new IncidentKeeper({
      cluster: 'orders',
      channel: '#orders',
      flapWindowMs: 10 * minute,
      quietHours: null,
      escalation: { afterMs: 10 * minute, everyMs: 15 * minute, times: 3, mention: 'S0ONCALL' },
      journal: this.#journal,
      newId,
    });
    this.#silencer = new Silencer({
      journal: this.#journal,
      keeper: () => this.#keeper,
      clock,
      newId,
    });
  }

  /** What timelines say of what was posted. */
  get posted(): readonly string[] {
    return this.#store.applied.flatMap((change) =>
      change.kind === 'timeline' && change.entry.kind === 'posted' ? [change.entry.text] : [],
    );
  }

  /** Polls the cluster in this state for so many seconds. */
  async stays(topology: (sinceMs: number) => Topology, seconds: number): Promise<void> {
    const from = this.#atMs;
    while (this.#atMs - from < seconds * second) {
      await this.#keeper.take(
        this.#watch.see(topology(from), this.#atMs).active,
        testNow + this.#atMs,
        null,
      );
      if (!this.#slackAway) await this.channel.take(testNow + this.#atMs);
      this.#atMs += pollMs;
    }
  }

  /** Somebody silences something from now on. */
  async silence({ scope }: Pick<Silence, 'scope'>, seconds: number): Promise<void> {
    await this.#silencer.silence({
      cluster: 'orders',
      scope,
      startsAt: null,
      durationMs: seconds * second,
      reason: null,
      actor: 'slack:T1/U1',
    });
  }

  /** Somebody silences the incident that is open. */
  async silenceIncident(seconds: number): Promise<void> {
    for (const { id: incidentId, number } of this.#keeper.open) {
      await this.silence({ scope: { kind: 'incident', incidentId, number } }, seconds);
    }
  }

  /** Somebody takes what is open. */
  async acknowledge(): Promise<void> {
    await this.#journal.record(
      this.#keeper.open.map((incident) => ({
        kind: 'incident',
        incident: {
          ...incident,
          acknowledgedBy: 'slack:T1/U1',
          acknowledgedAt: testNow,
          acknowledgedSeverity: incident.severity,
        },
      })),
    );
  }

  slackIsAway(isAway: boolean): void {
    this.#slackAway = isAway;
  }
}
