import type { IncidentRef } from '../../incidents/desk.js';
import type { Incident } from '../../incidents/model.js';
import { incidentName } from '../../wording/incident-words.js';
import type { DeskOptions } from './options.js';

/** From memory, or from the store; or why it can't be found, in a sentence. */
export async function findIncident(
  ref: IncidentRef,
  { journal, store, log }: Pick<DeskOptions, 'journal' | 'store' | 'log'>,
): Promise<Incident | string> {
  const { incidents } = journal.working;
  if ('id' in ref) {
    return incidents.get(ref.id) ?? 'pgrepl no longer keeps this incident in memory.';
  }
  const known = [...incidents.values()].find(({ number }) => number === ref.number);
  if (known !== undefined) return known;
  try {
    return (
      (await store.findIncidentByNumber(ref.number)) ?? `There is no incident INC-${ref.number}.`
    );
  } catch (error) {
    log.warn({ err: error }, 'an incident could not be looked up');
    return `INC-${ref.number} can't be looked up: the store gives no answer just now.`;
  }
}

/**
 * What an incident goes on as, if another one took it in: what people do to it is meant for that.
 * `lead` is a sentence that says so, or nothing.
 */
export function goesOnAs(
  incident: Incident,
  { journal }: Pick<DeskOptions, 'journal'>,
): { readonly incident: Incident; readonly lead: string } {
  const { incidents } = journal.working;
  let last = incident;
  while (last.mergedInto !== null) {
    const next = incidents.get(last.mergedInto);
    if (next === undefined) break;
    last = next;
  }
  const lead =
    last === incident ? '' : `${incidentName(incident)} goes on as ${incidentName(last)}. `;
  return { incident: last, lead };
}
