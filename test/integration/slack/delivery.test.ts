import { describe, expect, it } from 'vitest';
import type { LocalSlack } from '../../../lab/slack/server/local-slack.js';
import type { Incident } from '../../../src/incidents/model.js';
import { anItem, MemoryOutbox, rootOf, threadOf } from '../../../src/slack/testing/outbox.js';
import { aFinding, anIncident } from '../../../src/wording/testing/incidents.js';
import { aDelivery, aSlack, shown } from './support.js';

const a = anIncident({ id: 'a' });
const now = (): number => Date.now();

function anOutbox(incidents: readonly Incident[] = [a]): MemoryOutbox {
  const outbox = new MemoryOutbox();
  outbox.add([], incidents);
  return outbox;
}

async function settled(slack: LocalSlack, outbox: MemoryOutbox, timeoutMs = 15_000): Promise<void> {
  await expect
    .poll(() => outbox.states().filter((state) => !/ (sent|dropped)$/.test(state)), {
      timeout: timeoutMs,
      interval: 10,
    })
    .toEqual([]);
  expect(slack.calls().some(({ error }) => error === 'invalid_blocks')).toBe(false);
}

describe('delivery', () => {
  it('posts a root, edits it in place and writes its thread, in order', async () => {
    const slack = await aSlack();
    const outbox = anOutbox();
    await aDelivery(slack, outbox);
    outbox.add([anItem('1', { payload: rootOf('a'), createdAt: now() })]);
    await settled(slack, outbox);
    const [root, ...others] = slack.messages('#orders');
    expect(others).toEqual([]);
    expect(root?.text).toBe('Critical: orders: Commits hang: no synchronous standby is left.');
    expect(root?.metadata).toEqual({
      event_type: 'pgrepl_outbox',
      event_payload: { id: '1', kind: 'root', incident: 'a' },
    });
    expect(outbox.roots.get('a')).toEqual({ subjectId: 'a', channel: 'C0ORDERS', ts: root?.ts });

    outbox.add(
      [
        anItem('2', { payload: rootOf('a'), createdAt: now() }),
        anItem('3', { payload: threadOf('a', 's1 is back.'), createdAt: now() }),
        anItem('4', { payload: threadOf('a', 'Commits go on.', true), createdAt: now() }),
      ],
      [{ ...a, state: 'resolved', resolvedAt: a.openedAt + 60_000 }],
    );
    await settled(slack, outbox);
    const [edited, broadcast] = slack.messages('#orders');
    expect(edited?.ts).toBe(root?.ts);
    expect(edited?.text).toMatch(/^orders: resolved after 1 min\./);
    expect(broadcast).toMatchObject({ text: 'Commits go on.', broadcast: true });
    const thread = slack.thread('#orders', root?.ts ?? '').map(({ text }) => text);
    expect(thread.slice(1)).toEqual(['s1 is back.', 'Commits go on.']);
  });

  it('keeps to Retry-After in one channel without holding up another', async () => {
    const slack = await aSlack();
    const b = anIncident({ id: 'b', cluster: 'billing' });
    const outbox = anOutbox([a, b]);
    slack.faults.add({
      kind: '429',
      retryAfterSeconds: 2,
      match: { where: ({ channel }) => channel === '#orders' },
    });
    await aDelivery(slack, outbox);
    outbox.add([
      anItem('1', { payload: rootOf('a'), createdAt: now() }),
      anItem('2', { payload: threadOf('a', 'x'), createdAt: now() }),
      anItem('3', { payload: rootOf('b'), channel: '#pg-alerts', createdAt: now() }),
    ]);
    await settled(slack, outbox);
    const calls = slack.calls('chat.postMessage');
    const [refused, again] = calls.filter(({ args }) => args['channel'] !== '#pg-alerts');
    const [other] = calls.filter(({ args }) => args['channel'] === '#pg-alerts');
    expect(refused?.error).toBe('ratelimited');
    const waitedMs = (again?.monotonicMs ?? 0) - (refused?.monotonicMs ?? 0);
    expect(waitedMs).toBeGreaterThanOrEqual(1_990);
    expect(other?.monotonicMs ?? Infinity).toBeLessThan(again?.monotonicMs ?? 0);
    expect(slack.messages('#orders')).toHaveLength(1);
  });

  it.each(['500', 'drop-before', 'drop-after'] as const)(
    'neither loses nor doubles a message over %s',
    async (kind) => {
      const slack = await aSlack();
      const outbox = anOutbox();
      slack.faults.add({ kind, match: { method: 'chat.postMessage' }, times: 2 });
      const { delivery } = await aDelivery(slack, outbox);
      outbox.add([
        anItem('1', { payload: rootOf('a'), createdAt: now() }),
        anItem('2', { payload: threadOf('a', 'x'), createdAt: now() }),
        anItem('3', { payload: { kind: 'notice', text: 'n' }, createdAt: now() }),
      ]);
      await settled(slack, outbox);
      const [root, notice, ...others] = slack.messages('#orders');
      expect(others).toEqual([]);
      expect(notice?.text).toBe('n');
      expect(slack.thread('#orders', root?.ts ?? '').map(({ text }) => text)).toEqual([
        root?.text,
        'x',
      ]);
      expect(outbox.roots.get('a')?.ts).toBe(root?.ts);
      expect(delivery.status).toMatchObject({ failingSince: null, lastError: null });
    },
  );

  it('does not double an edit, nor look for one', async () => {
    const slack = await aSlack();
    const outbox = anOutbox();
    await aDelivery(slack, outbox);
    outbox.add([anItem('1', { payload: rootOf('a'), createdAt: now() })]);
    await settled(slack, outbox);
    slack.faults.add({ kind: 'drop-after', match: { method: 'chat.update' } });
    outbox.add([anItem('2', { payload: rootOf('a'), createdAt: now() })]);
    await settled(slack, outbox);
    expect(slack.messages('#orders')).toHaveLength(1);
    expect(slack.calls('chat.update')).toHaveLength(2);
    expect(slack.calls('conversations.history')).toEqual([]);
  });

  it('gives the present state and a digest after an outage, not a flood', async () => {
    const slack = await aSlack();
    slack.outage(true);
    const gone = ['g1', 'g2'].map((id) =>
      anIncident({
        id,
        number: id === 'g1' ? 1 : 2,
        state: 'resolved',
        resolvedAt: now() - 3_000_000,
        openedAt: now() - 3_060_000,
        findings: [aFinding({ what: `It was ${id}.` })],
      }),
    );
    const outbox = anOutbox([a, ...gone]);
    const { delivery } = await aDelivery(slack, outbox);
    const hourAgo = now() - 3_600_000;
    outbox.add([
      anItem('1', { payload: rootOf('g1'), createdAt: hourAgo }),
      anItem('2', { payload: threadOf('g1', 'no use any more'), createdAt: hourAgo }),
      anItem('3', { payload: rootOf('a'), createdAt: hourAgo }),
      ...Array.from({ length: 20 }, (_, index) =>
        anItem(`line ${index}`, {
          payload: threadOf('a', `change ${index}`),
          createdAt: hourAgo + index * 1_000,
        }),
      ),
      anItem('4', { payload: rootOf('g2'), createdAt: hourAgo }),
      anItem('5', { payload: rootOf('a'), createdAt: hourAgo }),
    ]);
    await expect.poll(() => delivery.status.failingSince, { timeout: 5_000 }).not.toBeNull();
    slack.outage(false);
    delivery.nudge();
    await settled(slack, outbox);
    const [digest, root, ...others] = slack.messages('#orders');
    expect(others).toEqual([]);
    expect(digest?.text).toBe('2 incidents opened and resolved while Slack could not be reached.');
    expect(shown(digest ?? { blocks: [] })).toMatch(/It was g1\..*It was g2\./);
    expect(root?.text).toMatch(/^Critical: orders/);
    const thread = slack.thread('#orders', root?.ts ?? '');
    expect(thread).toHaveLength(2);
    expect(shown(thread[1] ?? { blocks: [] })).toMatch(/change 0.*change 19/);
    expect(delivery.status.failingSince).toBeNull();
  });

  it('keeps Slack’s pace when much is to be said', async () => {
    const slack = await aSlack({}, { rateLimits: true });
    const outbox = anOutbox();
    await aDelivery(slack, outbox);
    const words = Array.from({ length: 8 }, (_, index) => `notice ${index}`);
    outbox.add(
      words.map((text) => anItem(text, { payload: { kind: 'notice', text }, createdAt: now() })),
    );
    await settled(slack, outbox, 30_000);
    expect(slack.messages('#orders').map(({ text }) => text)).toEqual(words);
    expect(slack.calls('chat.postMessage').every(({ error }) => error === null)).toBe(true);
  });

  it('says it in plain text where Slack takes no blocks', async () => {
    const slack = await aSlack();
    const outbox = anOutbox();
    slack.faults.add({ kind: 'error', error: 'invalid_blocks' });
    const { log } = await aDelivery(slack, outbox);
    outbox.add([anItem('1', { payload: rootOf('a'), createdAt: now() })]);
    await expect.poll(() => outbox.states()).toEqual(['1 sent']);
    const [message] = slack.messages('#orders');
    expect(message?.text).toMatch(/^Critical: orders/);
    expect(message?.blocks).toEqual([]);
    expect(log.lines.join()).toContain('Slack does not take these blocks');
  });

  it('turns to the fallback channel, says so there, and goes on there', async () => {
    const slack = await aSlack();
    const outbox = anOutbox();
    const { delivery } = await aDelivery(slack, outbox, '#pg-alerts');
    slack.admin.remove('orders', 'pgrepl');
    outbox.add([
      anItem('1', { payload: rootOf('a'), createdAt: now() }),
      anItem('2', { payload: threadOf('a', 'x'), createdAt: now() }),
    ]);
    await settled(slack, outbox);
    const [root, ...others] = slack.messages('#pg-alerts');
    expect(others).toEqual([]);
    expect(shown(root ?? { blocks: [] })).toContain("Meant for #orders, where pgrepl can't post.");
    expect(slack.thread('#pg-alerts', root?.ts ?? '').map(({ text }) => text)).toContain('x');
    expect(delivery.status.refusedBy).toMatchObject([
      { channel: '#orders', error: 'not_in_channel', waits: false },
    ]);

    outbox.add([anItem('3', { payload: rootOf('a'), createdAt: now() })]);
    await settled(slack, outbox);
    expect(shown(slack.messages('#pg-alerts')[0] ?? { blocks: [] })).toContain('Meant for #orders');
    // While the channel is known to refuse, nothing is tried there.
    expect(slack.calls('chat.postMessage').filter(({ error }) => error !== null)).toHaveLength(1);
  });

  it('keeps what no channel takes', async () => {
    const slack = await aSlack();
    slack.admin.archiveChannel('orders');
    const outbox = anOutbox();
    const { delivery } = await aDelivery(slack, outbox);
    outbox.add([anItem('1', { payload: rootOf('a'), createdAt: now() })]);
    await expect
      .poll(() => delivery.status.refusedBy)
      .toMatchObject([{ error: 'is_archived', waits: true }]);
    await expect.poll(() => outbox.states()).toEqual(['1 pending']);
    expect(outbox.items.get('1')?.lastError).toBe('is_archived');
  });

  it('posts a root anew that somebody has deleted, and its thread below it', async () => {
    const slack = await aSlack();
    const outbox = anOutbox();
    await aDelivery(slack, outbox);
    outbox.roots.set('a', { subjectId: 'a', channel: 'C0ORDERS', ts: '1700000000.000100' });
    outbox.add([
      anItem('1', { payload: rootOf('a'), createdAt: now() }),
      anItem('2', { payload: threadOf('a', 'x'), createdAt: now() }),
    ]);
    await settled(slack, outbox);
    const [root, ...others] = slack.messages('#orders');
    expect(others).toEqual([]);
    expect(outbox.roots.get('a')?.ts).toBe(root?.ts);
    expect(slack.thread('#orders', root?.ts ?? '').map(({ text }) => text)).toContain('x');
  });

  it('leaves everything in the outbox while the token is refused', async () => {
    const slack = await aSlack();
    slack.revokeToken(slack.app.botToken);
    const outbox = anOutbox();
    const { delivery } = await aDelivery(slack, outbox);
    outbox.add([anItem('1', { payload: rootOf('a'), createdAt: now() })]);
    await expect.poll(() => delivery.status.lastError).toBe('invalid_auth');
    expect(outbox.states()).toEqual(['1 pending']);
    expect(delivery.status.failingSince).not.toBeNull();
  });
});
