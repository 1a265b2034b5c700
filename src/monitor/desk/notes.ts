import type { DeskReply, MessagePlace, NoteRequest } from '../../incidents/desk.js';
import { timelineEntry } from '../../incidents/entry.js';
import type { NotedMessage, TimelineEntry } from '../../incidents/model.js';
import { incidentName } from '../../wording/incident-words.js';
import { truncate } from '../../wording/safe-text.js';
import { findIncident, goesOnAs } from './find-incident.js';
import type { DeskOptions } from './options.js';

/** The longest note that is kept, characters: Slack's own limit for a message. */
const longestNote = 4_000;
/** How soon what could not be followed is tried again, ms. */
const retryMs = 15_000;
/** Changes of messages that wait for the store; the oldest are given up beyond that. */
const mostWaiting = 1_000;
/** Notes of this process that are remembered, in case the store has not got them yet. */
const mostRemembered = 1_000;

/** What people add to timelines, and what becomes of the messages they made it of. */
export class Notes {
  readonly #options: DeskOptions;
  readonly #made = new Map<string, TimelineEntry>();
  readonly #waiting = new Map<string, { place: MessagePlace; text: string | null }>();
  #retry: NodeJS.Timeout | null = null;
  /** True while the store can not be asked: said once. */
  #failing = false;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  async add(request: NoteRequest): Promise<DeskReply> {
    const { journal, clock, newId } = this.#options;
    const found = await findIncident(request.incident, this.#options);
    if (typeof found === 'string') return { kind: 'refused', words: found };
    const { incident, lead } = goesOnAs(found, this.#options);
    const name = incidentName(incident);
    const { actor, message } = request;
    const text = truncate(request.text.trim(), longestNote);
    if (text === '') return { kind: 'refused', words: 'A note needs some words.' };
    if (message !== null) {
      const before = await this.#notesOf(message);
      const own = before?.filter(({ incidentId }) => incidentId === incident.id) ?? [];
      if (own.length > 0 && own.at(-1)?.kind !== 'note-deleted') {
        return { kind: 'refused', words: `This message is on the timeline of ${name} already.` };
      }
    }
    const now = clock.now();
    const at = Math.min(request.at ?? now, now);
    const fields = { incidentId: incident.id, source: actor, message };
    const entry = timelineEntry({ ...fields, id: newId(), at, kind: 'note', text });
    this.#remember(entry);
    await journal.record([
      { kind: 'timeline', entry },
      {
        kind: 'audit',
        record: {
          id: newId(),
          at: now,
          actor,
          action: 'incident.note',
          cluster: incident.cluster,
          subject: name,
          result: 'done',
          // The words stand on the timeline: there they go when their message is deleted.
          detail: { incident: incident.id, entry: entry.id, ...(message !== null && { message }) },
        },
      },
    ]);
    const cut = text.length < request.text.trim().length;
    const words = `${lead}Added to the timeline of ${name}${cut ? `, cut to ${longestNote} characters` : ''}.`;
    return { kind: 'done', incident, words };
  }

  /** Follows a message that was edited, or deleted (null). */
  async messageChanged(place: MessagePlace, text: string | null): Promise<void> {
    this.#waiting.set(keyOf(place), { place, text });
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > mostWaiting && oldest !== undefined) this.#waiting.delete(oldest);
    await this.#followAll();
  }

  stop(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
  }

  async #followAll(): Promise<void> {
    for (const [key, change] of this.#waiting) {
      // The store is away: what waits behind it would only fail as well.
      if (!(await this.#follow(change.place, change.text))) break;
      if (this.#waiting.get(key) === change) this.#waiting.delete(key);
    }
    if (this.#waiting.size === 0 || this.#retry !== null) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      void this.#followAll();
    }, retryMs);
    this.#retry.unref();
  }

  /** False if it can't be told now whether there are notes of this message. */
  async #follow(place: MessagePlace, text: string | null): Promise<boolean> {
    const notes = await this.#notesOf(place);
    if (notes === null) return false;
    const { journal, clock, newId } = this.#options;
    const words = text === null ? '' : truncate(text.trim(), longestNote);
    const newest = new Map(notes.map((entry) => [entry.incidentId, entry]));
    const entries = [...newest.values()]
      .filter(
        ({ kind, text: said }) => kind !== 'note-deleted' && (text === null || said !== words),
      )
      .map(({ incidentId, message }) =>
        timelineEntry({
          id: newId(),
          incidentId,
          at: clock.now(),
          kind: text === null ? 'note-deleted' : 'note-edited',
          text: words,
          source: message?.author ?? 'pgrepl',
          message,
        }),
      );
    for (const entry of entries) this.#remember(entry);
    await journal.record(entries.map((entry) => ({ kind: 'timeline', entry })));
    return true;
  }

  /** In order; null while the store can't be asked. */
  async #notesOf(place: MessagePlace): Promise<readonly TimelineEntry[] | null> {
    const { store, log } = this.#options;
    try {
      const stored = await store.notesOf(place);
      this.#failing = false;
      const known = new Set(stored.map(({ id }) => id));
      const own = [...this.#made.values()].filter(
        ({ id, message }) => isAt(message, place) && !known.has(id),
      );
      return [...stored, ...own];
    } catch (error) {
      if (!this.#failing) log.warn({ err: error }, 'changes of messages wait for the store');
      this.#failing = true;
      return null;
    }
  }

  #remember(entry: TimelineEntry): void {
    if (entry.message === null) return;
    this.#made.set(entry.id, entry);
    const [oldest] = this.#made.keys();
    if (this.#made.size > mostRemembered && oldest !== undefined) this.#made.delete(oldest);
  }
}

function keyOf({ channel, ts }: MessagePlace): string {
  return `${channel} ${ts}`;
}

function isAt(message: NotedMessage | null, place: MessagePlace): boolean {
  return message !== null && keyOf(message) === keyOf(place);
}
