import type { ConditionState } from '../../replication/findings/conditions.js';
import { noConditions } from '../../replication/findings/conditions.js';
import { evaluate } from '../../replication/findings/evaluate.js';
import type { Finding, SyncContract, TopologyChange } from '../../replication/findings/model.js';
import { testNow } from '../../replication/testing/observations.js';
import { someThresholds } from '../../replication/testing/thresholds.js';
import { topologyChanges } from '../../replication/topology/changes.js';
import type { Topology } from '../../replication/topology/model.js';
import type { IncidentChange } from '../change.js';
import type { Incident } from '../model.js';
import type { Notice } from '../notify.js';
import { defaultGraceMs, notices } from '../notify.js';
import { reduceIncidents } from '../reduce.js';

export interface WatchOptions {
  readonly contract?: SyncContract | null;
  readonly flapWindowMs?: number;
  readonly conditions?: ConditionState;
  readonly incidents?: readonly Incident[];
}

export interface Seen {
  readonly active: readonly Finding[];
  readonly kinds: readonly string[];
  readonly open: readonly Incident[];
  readonly changes: readonly IncidentChange[];
  readonly notices: readonly Notice[];
}

/** What pgrepl makes of one topology after the other: findings, incidents, messages. */
export class Watch {
  readonly #contract: SyncContract | null;
  readonly #flapWindowMs: number;
  #conditions: ConditionState;
  #incidents: readonly Incident[];
  #previous: Topology | null = null;
  #recentChanges: readonly TopologyChange[] = [];
  #ids = 0;

  constructor(options: WatchOptions = {}) {
    this.#contract = options.contract ?? null;
    this.#flapWindowMs = options.flapWindowMs ?? 600_000;
    this.#conditions = options.conditions ?? noConditions;
    this.#incidents = options.incidents ?? [];
  }

  /** Looks at a topology, `atMs` after `testNow`. */
  see(seen: Topology, atMs: number): Seen {
    const now = testNow + atMs;
    const topology = { ...seen, at: now };
    if (this.#previous !== null) {
      this.#recentChanges = [...this.#recentChanges, ...topologyChanges(this.#previous, topology)];
    }
    const settled = evaluate({
      now,
      topology,
      previous: this.#previous,
      recentChanges: this.#recentChanges,
      contract: this.#contract,
      thresholds: () => someThresholds(),
      state: this.#conditions,
    });
    this.#conditions = settled.state;
    this.#previous = topology;
    const reduced = reduceIncidents({
      cluster: topology.cluster,
      now,
      incidents: this.#incidents,
      active: settled.active,
      flapWindowMs: this.#flapWindowMs,
      newId: () => {
        this.#ids += 1;
        return `id-${this.#ids}`;
      },
    });
    this.#incidents = reduced.incidents;
    const policy = { graceMs: defaultGraceMs, flapWindowMs: this.#flapWindowMs };
    return {
      active: settled.active,
      kinds: settled.active.map((finding) => `${finding.kind}/${finding.subject ?? ''}`).toSorted(),
      open: reduced.incidents.filter((incident) => incident.state === 'open'),
      changes: reduced.changes,
      notices: reduced.changes.flatMap((change) => notices(change, now, policy)),
    };
  }

  /** Looks at the same topology every `everyMs` from `fromMs` to `toMs`; all that came of it. */
  stay(topology: Topology, fromMs: number, toMs: number, everyMs = 2000): readonly Seen[] {
    const all: Seen[] = [];
    for (let atMs = fromMs; atMs <= toMs; atMs += everyMs) all.push(this.see(topology, atMs));
    return all;
  }
}

/** The finding of this kind and subject; throws if there is none. */
export function findingOf(seen: Seen, kind: string, subject: string | null = null): Finding {
  const found = seen.active.find((finding) => finding.kind === kind && finding.subject === subject);
  if (found === undefined) throw new Error(`no ${kind}/${subject ?? ''} in ${seen.kinds.join()}`);
  return found;
}
