import type { Finding } from '../../replication/findings/model.js';
import { testNow } from '../../replication/testing/observations.js';
import type { Incident } from '../model.js';
import { reduceIncidents, type ReduceResult } from '../reduce.js';

/** Within this time a resolved incident reopens, ms. */
export const flapWindowMs = 600_000;

/** Reduces step by step; ids count up. */
export class Reducer {
  incidents: readonly Incident[] = [];
  #ids = 0;

  step(active: readonly Finding[], atMs: number): ReduceResult {
    const result = reduceIncidents({
      cluster: 'orders',
      now: testNow + atMs,
      incidents: this.incidents,
      active,
      flapWindowMs,
      newId: () => {
        this.#ids += 1;
        return `id-${this.#ids}`;
      },
    });
    this.incidents = result.incidents;
    return result;
  }
}

/** Why a step changed what it changed. */
export function reasons(result: ReduceResult): readonly string[] {
  return result.changes.flatMap((change) => change.events.map((event) => event.reason));
}

/** The incidents that are open now. */
export function open(reducer: Reducer): readonly Incident[] {
  return reducer.incidents.filter((incident) => incident.state === 'open');
}
