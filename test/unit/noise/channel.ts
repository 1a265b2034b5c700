import type { EpochMs } from '../../../src/replication/observation.js';
import type { Outbox } from '../../../src/monitor/journal/outbox.js';
import { nextCall } from '../../../src/slack/delivery/plan.js';

/** What a channel got: what each of these costs its readers differs much. */
export interface Heard {
  /** Messages that stand in the channel by themselves: each of them notifies whoever follows it. */
  readonly messages: number;
  /** Lines in threads: they notify whoever wrote there. */
  readonly lines: number;
  /** Those of the lines that the channel sees, too. */
  readonly broadcasts: number;
  /** Calls of the user group: they wake people. */
  readonly mentions: number;
  /** Changes of messages that stand: they notify nobody. */
  readonly edits: number;
}

/** A Slack channel as the real outbox and the real planner fill it, but for the network. */
export class Channel {
  readonly #outbox: Outbox;
  #heard: Heard = { messages: 0, lines: 0, broadcasts: 0, mentions: 0, edits: 0 };
  #posts = 0;
  /** What was said to those who were called. */
  readonly calls: string[] = [];

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get heard(): Heard {
    return this.#heard;
  }

  /** Takes everything that is due. */
  async take(now: EpochMs): Promise<void> {
    for (;;) {
      const call = nextCall(this.#outbox.due(now), this.#outbox, now);
      if (call === null) return;
      const { ids } = call;
      switch (call.kind) {
        case 'drop':
          await this.#outbox.drop(ids, call.why);
          break;
        case 'update':
          this.#count({ edits: 1 });
          await this.#outbox.sent(ids);
          break;
        case 'root': {
          if (call.subject.kind !== 'incident') throw new Error('no operations here');
          const { incident } = call.subject;
          this.#count({ messages: 1 });
          this.#posts += 1;
          const ts = `${Math.floor(now / 1000)}.${String(this.#posts).padStart(6, '0')}`;
          await this.#outbox.sent(ids, { subjectId: incident.id, channel: '#orders', ts });
          break;
        }
        case 'thread':
          if (call.mentions.length > 0)
            this.calls.push(call.lines.map(({ text }) => text).join('\n'));
          this.#count({
            lines: 1,
            broadcasts: call.broadcast ? 1 : 0,
            mentions: call.mentions.length,
          });
          await this.#outbox.sent(ids, undefined, undefined, '#orders');
          break;
        case 'notice':
        case 'digest':
          this.#count({ messages: 1 });
          await this.#outbox.sent(ids);
      }
    }
  }

  #count(more: Partial<Heard>): void {
    const sum = (key: keyof Heard): number => this.#heard[key] + (more[key] ?? 0);
    this.#heard = {
      messages: sum('messages'),
      lines: sum('lines'),
      broadcasts: sum('broadcasts'),
      mentions: sum('mentions'),
      edits: sum('edits'),
    };
  }
}
