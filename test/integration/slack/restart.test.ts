import { describe, expect, it } from 'vitest';
import type { RootMessage } from '../../../src/incidents/model.js';
import { anItem, MemoryOutbox, rootOf, threadOf } from '../../../src/slack/testing/outbox.js';
import { anIncident } from '../../../src/wording/testing/incidents.js';
import { aDelivery, aSlack } from './support.js';

const a = anIncident({ id: 'a' });

/** An outbox whose process dies at a moment of the test's choosing: from then on it records nothing. */
class DyingOutbox extends MemoryOutbox {
  diesAt: 'before sending' | 'while sending' | 'before sent' | null = null;
  died: () => void = () => undefined;

  readonly dead = new Promise<void>((resolve) => {
    this.died = resolve;
  });

  override async sending(ids: readonly string[]): Promise<void> {
    if (this.diesAt === 'before sending') return this.#die();
    await super.sending(ids);
    if (this.diesAt === 'while sending') return this.#die();
  }

  override async sent(ids: readonly string[], root?: RootMessage, ts?: string): Promise<void> {
    if (this.diesAt === 'before sent') return this.#die();
    await super.sent(ids, root, ts);
  }

  #die(): Promise<never> {
    this.diesAt = null;
    this.died();
    return new Promise(() => undefined);
  }
}

describe('a process that dies', () => {
  it.each([
    ['before sending', 0],
    ['while sending', 1],
    ['before sent', 1],
  ] as const)('%s leaves nothing lost and nothing doubled', async (diesAt, looks) => {
    const slack = await aSlack();
    const outbox = new DyingOutbox();
    outbox.diesAt = diesAt;
    await aDelivery(slack, outbox);
    outbox.add(
      [
        anItem('1', { payload: rootOf('a'), createdAt: Date.now() }),
        anItem('2', { payload: threadOf('a', 'x'), createdAt: Date.now() }),
      ],
      [a],
    );
    await outbox.dead;
    outbox.restart();
    await aDelivery(slack, outbox);
    await expect.poll(() => outbox.states(), { timeout: 10_000 }).toEqual(['1 sent', '2 sent']);
    const [root, ...others] = slack.messages('#orders');
    expect(others).toEqual([]);
    expect(outbox.roots.get('a')?.ts).toBe(root?.ts);
    expect(slack.thread('#orders', root?.ts ?? '').map(({ text }) => text)).toEqual([
      root?.text,
      'x',
    ]);
    expect(slack.calls('conversations.history')).toHaveLength(looks);
  });

  it('in the middle of a thread’s lines leaves each of them once', async () => {
    const slack = await aSlack();
    const outbox = new DyingOutbox();
    outbox.add([anItem('0', { payload: rootOf('a'), createdAt: Date.now() })], [a]);
    await aDelivery(slack, outbox);
    await expect.poll(() => outbox.states()).toEqual(['0 sent']);
    outbox.diesAt = 'before sent';
    const lines = ['x', 'y', 'z'];
    outbox.add(
      lines.map((text) => anItem(text, { payload: threadOf('a', text), createdAt: Date.now() })),
    );
    await outbox.dead;
    outbox.restart();
    await aDelivery(slack, outbox);
    await expect
      .poll(() => outbox.states(), { timeout: 10_000 })
      .toEqual(['0 sent', 'x sent', 'y sent', 'z sent']);
    const [root] = slack.messages('#orders');
    const thread = slack.thread('#orders', root?.ts ?? '').map(({ text }) => text);
    expect(thread.slice(1)).toEqual(lines);
  });

  it('in the middle of a digest leaves one digest', async () => {
    const slack = await aSlack();
    const outbox = new DyingOutbox();
    outbox.diesAt = 'before sent';
    await aDelivery(slack, outbox);
    const createdAt = Date.now() - 3_600_000;
    const resolved = { ...a, state: 'resolved', resolvedAt: createdAt } as const;
    outbox.add(
      [
        anItem('1', { payload: rootOf('a'), createdAt }),
        anItem('2', { payload: threadOf('a', 'x'), createdAt }),
        anItem('3', { payload: { kind: 'notice', text: 'n' }, createdAt }),
      ],
      [resolved],
    );
    await outbox.dead;
    outbox.restart();
    await aDelivery(slack, outbox);
    await expect
      .poll(() => outbox.states(), { timeout: 10_000 })
      .toEqual(['1 sent', '2 sent', '3 sent']);
    expect(slack.messages('#orders')).toHaveLength(1);
  });
});
