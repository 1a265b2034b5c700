import { acknowledge, isUnconfirmed } from '../../incidents/acknowledge.js';
import type { AcknowledgeRequest, DeskReply } from '../../incidents/desk.js';
import type { AuditRecord } from '../../incidents/record.js';
import { incidentName } from '../../wording/incident-words.js';
import { safeName } from '../../wording/safe-text.js';
import { findIncident, goesOnAs } from './find-incident.js';
import type { DeskOptions } from './options.js';

/** Who owns incidents. */
export class Acknowledgements {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /**
   * Makes somebody the owner. Memory decides and the store follows: a store that is away must not
   * keep anybody from taking an incident at night.
   */
  async acknowledge(request: AcknowledgeRequest): Promise<DeskReply> {
    const { clock, newId, show } = this.#options;
    const found = await findIncident(request.incident, this.#options);
    if (typeof found === 'string') return { kind: 'refused', words: found };
    const { incident, lead } = goesOnAs(found, this.#options);
    const name = incidentName(incident);
    const { actor, reason, seenOwner } = request;
    const owner = incident.acknowledgedBy;
    if (seenOwner !== undefined && seenOwner !== owner && owner !== actor && owner !== null) {
      const words = `${owner} has taken ${name} a moment ago, so nothing was changed. To take it over, press the button once more.`;
      return { kind: 'refused', words };
    }
    const at = clock.now();
    const result = acknowledge(incident, { actor, reason, at }, newId);
    switch (result.kind) {
      case 'over':
        return { kind: 'refused', words: `${lead}${name} is over: there is nothing left to take.` };
      case 'theirs':
        return { kind: 'refused', words: `${lead}${name} is yours already.` };
      case 'taken': {
        const record: AuditRecord = {
          id: newId(),
          at,
          actor,
          action: result.from === null ? 'incident.acknowledge' : 'incident.take-over',
          cluster: incident.cluster,
          subject: name,
          result: 'done',
          detail: { incident: incident.id, reason, from: result.from },
        };
        await show(result.incident, [
          { kind: 'incident', incident: result.incident },
          { kind: 'timeline', entry: result.entry },
          { kind: 'audit', record },
        ]);
        const from = result.from === null ? '' : `; it was ${result.from}'s`;
        const stays = isUnconfirmed(incident) ? 'stays yours, now as critical' : 'stays yours';
        const is = owner === actor ? stays : 'is yours now';
        return {
          kind: 'done',
          incident: result.incident,
          words: `${lead}${name} of ${safeName(incident.cluster)} ${is}${from}.`,
        };
      }
    }
  }
}
