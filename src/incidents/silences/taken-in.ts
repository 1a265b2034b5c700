import type { EpochMs } from '../../replication/observation.js';
import type { IncidentChange } from '../change.js';
import type { Incident } from '../model.js';
import type { Silence } from './model.js';
import { standing } from './rules.js';

/**
 * The silences of incidents that others took in by these changes, as they go on: about what came with
 * the incident, and nothing else of the one that took it in, which nobody silenced.
 *
 * @param silences of the cluster; also those that are over
 */
export function silencesTakenIn(
  changes: readonly IncidentChange[],
  silences: readonly Silence[],
  now: EpochMs,
): readonly Silence[] {
  const taken = new Map(
    changes.flatMap(({ before, incident }) =>
      before?.state === 'open' && incident.mergedInto !== null ? [[incident.id, incident]] : [],
    ),
  );
  return standing(silences, now).flatMap((silence) => {
    const moved = goesOnIn(silence, taken);
    return moved === null ? [] : [moved];
  });
}

function goesOnIn(silence: Silence, taken: ReadonlyMap<string, Incident>): Silence | null {
  const { scope } = silence;
  if (scope.kind !== 'incident') return null;
  const incident = taken.get(scope.goesOn?.incidentId ?? scope.incidentId);
  if (incident === undefined || incident.mergedInto === null) return null;
  const keys = scope.goesOn?.keys ?? incident.keys;
  return { ...silence, scope: { ...scope, goesOn: { incidentId: incident.mergedInto, keys } } };
}
