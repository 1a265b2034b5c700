import type { IncidentRef } from '../../incidents/desk.js';
import type { Incident } from '../../incidents/model.js';
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
