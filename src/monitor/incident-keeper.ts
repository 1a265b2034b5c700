import type { Incident } from '../incidents/model.js';
import { defaultGraceMs } from '../incidents/notify.js';
import type { ClusterMemory, StoreChange } from '../incidents/record.js';
import { reduceIncidents } from '../incidents/reduce.js';
import type { Silence } from '../incidents/silences/model.js';
import { standing } from '../incidents/silences/rules.js';
import { silencesTakenIn } from '../incidents/silences/taken-in.js';
import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { recordOfChange } from './attention/changed.js';
import { beginningOf, dueNow, endOf, isOverdue } from './attention/due.js';
import { Teller, type TellerOptions } from './attention/teller.js';

export interface IncidentKeeperOptions extends TellerOptions {
  readonly flapWindowMs: number;
}

/** Carries one cluster's incidents on and puts on record what changed and what is to be said. */
export class IncidentKeeper {
  readonly #options: IncidentKeeperOptions;
  readonly #teller: Teller;
  /** Incidents that were told late by this process: not again, whatever became of the message. */
  readonly #toldLate = new Set<string>();
  /** What was found last; nothing yet in a process that has just begun. */
  #active: readonly Finding[] = [];

  constructor(options: IncidentKeeperOptions) {
    this.#options = options;
    this.#teller = new Teller(options);
  }

  get cluster(): string {
    return this.#options.cluster;
  }

  /** Open incidents, oldest first. */
  get open(): readonly Incident[] {
    return this.#teller.open;
  }

  /** Silences that have not ended at a moment, in the order in which they begin. */
  silences(now: EpochMs): readonly Silence[] {
    return standing(this.#teller.silences, now);
  }

  /** Takes the findings that count now. Never rejects. */
  async take(
    active: readonly Finding[],
    now: EpochMs,
    memory: ClusterMemory | null,
  ): Promise<void> {
    const { cluster, flapWindowMs, journal, newId } = this.#options;
    this.#active = active;
    // A silence that has just ended tells what stands before anything more happens to it.
    const due = this.#due(now);
    const { changes } = reduceIncidents({
      cluster,
      now,
      incidents: journal.incidents(cluster),
      active,
      flapWindowMs,
      newId,
    });
    // A silence goes where its incident goes, before anything is told of that.
    const moved = silencesTakenIn(changes, this.#teller.silences, now);
    const silenced = journal.record(moved.map((silence) => ({ kind: 'silence', silence })));
    const policy = { graceMs: defaultGraceMs, flapWindowMs };
    const record: StoreChange[] = memory === null ? [] : [{ kind: 'cluster', memory }];
    for (const change of changes) {
      record.push(...recordOfChange(change, now, policy, this.#teller));
    }
    await Promise.all([due, silenced, journal.record(record)]);
  }

  /** Does what the time has come for. Never rejects. */
  async look(now: EpochMs): Promise<void> {
    await this.#due(now);
  }

  /** Puts a silence on record; it holds at once if its time has come. */
  async silence(silence: Silence, now: EpochMs, further: readonly StoreChange[]): Promise<void> {
    const begins = silence.startsAt <= now;
    const changes = begins
      ? beginningOf(silence, this.#teller, now)
      : [{ kind: 'silence' as const, silence }];
    await this.#options.journal.record([...changes, ...further]);
  }

  /** Ends a silence before its time, by somebody's word. */
  async endSilence(
    silence: Silence,
    endedBy: string,
    now: EpochMs,
    further: readonly StoreChange[],
  ): Promise<void> {
    const ended = { ...silence, endedAt: now, endedBy };
    await this.#options.journal.record([...endOf(ended, this.#teller, now), ...further]);
  }

  /** Brings an incident's first message to the present state though nothing happened to it. */
  async refresh(incidentId: string, now: EpochMs): Promise<void> {
    if (!this.#teller.isPosted(incidentId)) return;
    await this.#options.journal.record(
      this.#teller.message({ kind: 'root', incidentId, reason: 'figures-changed' }, now),
    );
  }

  /** Puts changes on record that somebody made, with the incident's first message brought to them. */
  async show(incidentId: string, changes: readonly StoreChange[], now: EpochMs): Promise<void> {
    const root = this.#teller.isPosted(incidentId)
      ? this.#teller.message({ kind: 'root', incidentId, reason: 'acknowledged' }, now)
      : [];
    await this.#options.journal.record([...changes, ...root]);
  }

  #due(now: EpochMs): Promise<void> {
    const { journal } = this.#options;
    // Memory takes each in at once: what comes after sees what came before.
    const due = journal.record(dueNow(this.#teller, now, this.#active));
    const late = this.open.filter(
      (incident) => !this.#toldLate.has(incident.id) && isOverdue(incident, this.#teller, now),
    );
    if (late.length === 0) return due;
    for (const { id } of late) this.#toldLate.add(id);
    const messages = late.flatMap(({ id }) =>
      this.#teller.message({ kind: 'root', incidentId: id, reason: 'opened' }, now),
    );
    return Promise.all([due, journal.record(messages)]).then(() => undefined);
  }
}
