import type {
  AcknowledgeRequest,
  DeskReply,
  IncidentDesk as Desk,
  MessagePlace,
  NoteRequest,
} from '../../incidents/desk.js';
import { timelineEntry } from '../../incidents/entry.js';
import type { Incident, RootMessage } from '../../incidents/model.js';
import { deletedRootWords } from '../../wording/channel-words.js';
import { incidentName } from '../../wording/incident-words.js';
import { safeName } from '../../wording/safe-text.js';
import { Acknowledgements } from './acknowledgements.js';
import { findIncident, goesOnAs } from './find-incident.js';
import { Notes } from './notes.js';
import type { DeskOptions } from './options.js';

/** How many messages are looked at again once pgrepl is back, and for how long after an incident's end, ms. */
const mostFollowed = 50;
const followedMs = 7 * 86_400_000;

/** Where people turn to with incidents: whatever they do is on the audit log and on the timeline. */
export class IncidentDesk implements Desk {
  readonly #options: DeskOptions;
  readonly #acknowledgements: Acknowledgements;
  readonly #notes: Notes;
  /** First messages that are known to be gone: Slack tells of one more than once. */
  readonly #gone = new Set<string>();

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#acknowledgements = new Acknowledgements(options);
    this.#notes = new Notes(options);
  }

  acknowledge = (request: AcknowledgeRequest): Promise<DeskReply> =>
    this.#acknowledgements.acknowledge(request);

  note = (request: NoteRequest): Promise<DeskReply> => this.#notes.add(request);

  present: Desk['present'] = async (ref) => {
    const found = await findIncident(ref, this.#options);
    return typeof found === 'string' ? found : goesOnAs(found, this.#options);
  };

  messageChanged = async (message: MessagePlace, text: string | null): Promise<void> => {
    if (text === null) await this.#rootDeleted(message);
    await this.#notes.messageChanged(message, text);
  };

  noted = async (): Promise<readonly MessagePlace[]> => {
    const { store, clock, log } = this.#options;
    try {
      return await store.notedMessages(clock.now() - followedMs, mostFollowed);
    } catch (error) {
      log.warn({ err: error }, 'the messages that notes were made of could not be looked up');
      return [];
    }
  };

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
    const known = this.#rootAt(root);
    const incident =
      known === undefined ? undefined : journal.working.incidents.get(known.subjectId);
    if (incident !== undefined) return incident;
    try {
      return await store.findIncidentAt(root);
    } catch (error) {
      log.warn({ err: error }, 'the incident of a thread could not be looked up');
      return null;
    }
  };

  /** The delivery posts it anew by itself, once Slack says that it is gone. */
  async #rootDeleted(place: MessagePlace): Promise<void> {
    const { journal, clock, newId, say } = this.#options;
    const { incidents } = journal.working;
    const root = this.#rootAt(place);
    if (root === undefined || this.#gone.has(`${root.channel} ${root.ts}`)) return;
    this.#gone.add(`${root.channel} ${root.ts}`);
    const incident = incidents.get(root.subjectId);
    if (incident === undefined) {
      say(deletedRootWords('an operation'));
      return;
    }
    const what = `${incidentName(incident)} of ${safeName(incident.cluster)}`;
    const entry = timelineEntry({
      id: newId(),
      incidentId: incident.id,
      at: clock.now(),
      kind: 'posted',
      text: 'The first message in the channel was deleted in Slack.',
    });
    await journal.record([{ kind: 'timeline', entry }]);
    say(deletedRootWords(what));
  }

  #rootAt(place: MessagePlace): RootMessage | undefined {
    return [...this.#options.journal.working.roots.values()].find(
      ({ channel, ts }) => channel === place.channel && ts === place.ts,
    );
  }

  stop(): void {
    this.#notes.stop();
  }
}
