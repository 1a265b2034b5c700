import type {
  AcknowledgeRequest,
  DeskReply,
  IncidentDesk as Desk,
  MessagePlace,
  NoteRequest,
} from '../../incidents/desk.js';
import type { Incident } from '../../incidents/model.js';
import { Acknowledgements } from './acknowledgements.js';
import { Notes } from './notes.js';
import type { DeskOptions } from './options.js';

/** Where people turn to with incidents: whatever they do is on the audit log and on the timeline. */
export class IncidentDesk implements Desk {
  readonly #options: DeskOptions;
  readonly #acknowledgements: Acknowledgements;
  readonly #notes: Notes;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#acknowledgements = new Acknowledgements(options);
    this.#notes = new Notes(options);
  }

  acknowledge = (request: AcknowledgeRequest): Promise<DeskReply> =>
    this.#acknowledgements.acknowledge(request);

  note = (request: NoteRequest): Promise<DeskReply> => this.#notes.add(request);

  messageChanged = (message: MessagePlace, text: string | null): Promise<void> =>
    this.#notes.messageChanged(message, text);

  choices = (): readonly Incident[] => {
    const all = [...this.#options.journal.working.incidents.values()];
    const open = all.filter(({ state }) => state === 'open');
    const over = all.filter(({ state, mergedInto }) => state !== 'open' && mergedInto === null);
    return [
      ...open.toSorted((a, b) => b.openedAt - a.openedAt),
      ...over.toSorted((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0)),
    ];
  };

  incidentAt = async (root: MessagePlace): Promise<Incident | null> => {
    const { journal, store, log } = this.#options;
    const { roots, incidents } = journal.working;
    const known = [...roots.values()].find(
      ({ channel, ts }) => channel === root.channel && ts === root.ts,
    );
    const incident = known === undefined ? undefined : incidents.get(known.subjectId);
    if (incident !== undefined) return incident;
    try {
      return await store.findIncidentAt(root);
    } catch (error) {
      log.warn({ err: error }, 'the incident of a thread could not be looked up');
      return null;
    }
  };

  stop(): void {
    this.#notes.stop();
  }
}
