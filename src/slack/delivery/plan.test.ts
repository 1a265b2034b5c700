import { describe, expect, it } from 'vitest';
import type { Incident, OutboxItem } from '../../incidents/model.js';
import { anIncident } from '../../wording/testing/incidents.js';
import { anOperation } from '../../wording/testing/operations.js';
import { anItem, cardLineOf, cardOf, MemoryOutbox, rootOf, threadOf } from '../testing/outbox.js';
import { nextCall } from './plan.js';
import { interruptedMessage, uncertainError } from './uncertain.js';

const a = anIncident({ id: 'a' });
const b = anIncident({ id: 'b', cluster: 'billing' });
const card = anOperation({ id: 'op' });
const over = (incident: Incident): Incident => ({ ...incident, state: 'resolved', resolvedAt: 9 });

function plan(
  items: readonly OutboxItem[],
  { incidents = [a, b], operations = [card], posted = [] as string[], now = 1_000 } = {},
) {
  const outbox = new MemoryOutbox();
  outbox.add([], incidents);
  for (const operation of operations) outbox.operations.set(operation.id, operation);
  for (const incidentId of posted)
    outbox.roots.set(incidentId, { subjectId: incidentId, channel: 'C1', ts: '1' });
  return nextCall(items, outbox, now);
}

describe('nextCall', () => {
  it('does nothing when nothing is due', () => {
    expect(plan([])).toBeNull();
  });

  it('posts a root once, whatever it was asked for how often', () => {
    const items = [
      anItem('1', { payload: rootOf('a') }),
      anItem('2', { payload: threadOf('a', 'x') }),
      anItem('3', { payload: rootOf('b') }),
      anItem('4', { payload: rootOf('a') }),
    ];
    expect(plan(items)).toMatchObject({
      kind: 'root',
      ids: ['1', '4'],
      messageId: '1',
      uncertain: false,
      subject: { kind: 'incident', incident: a },
    });
    expect(plan(items, { posted: ['a'] })).toMatchObject({ kind: 'update', ids: ['1', '4'] });
  });

  it('lets a thread line wait for its root, and post it if nobody else does', () => {
    const line = anItem('1', { payload: threadOf('a', 'x') });
    expect(plan([line, anItem('2', { payload: rootOf('a') })])).toMatchObject({
      kind: 'root',
      ids: ['2'],
    });
    expect(plan([line])).toMatchObject({ kind: 'root', ids: [], messageId: 'a', uncertain: true });
    expect(plan([line], { posted: ['a'] })).toMatchObject({
      kind: 'thread',
      ids: ['1'],
      lines: [{ text: 'x', at: 0 }],
      broadcast: false,
    });
  });

  it('leaves out what belongs to a forgotten incident, but still writes to its thread', () => {
    const items = [anItem('1', { payload: rootOf('a') })];
    expect(plan(items, { incidents: [] })).toMatchObject({ kind: 'drop', ids: ['1'] });
    const line = anItem('2', { payload: threadOf('a', 'x') });
    expect(plan([line], { incidents: [] })).toMatchObject({ kind: 'drop', ids: ['2'] });
    expect(plan([line], { incidents: [], posted: ['a'] })).toMatchObject({ kind: 'thread' });
  });

  it('sends thread lines one by one, and as one message after an outage', () => {
    const lines = ['x', 'y', 'z'].map((text, index) =>
      anItem(text, { payload: threadOf('a', text, text === 'y'), createdAt: index }),
    );
    expect(plan(lines, { posted: ['a'] })).toMatchObject({ ids: ['x'], broadcast: false });
    expect(plan(lines, { posted: ['a'], now: 60_001 })).toMatchObject({
      kind: 'thread',
      ids: ['x', 'y', 'z'],
      broadcast: true,
    });
  });

  it('folds what came and went during an outage into one digest', () => {
    const items = [
      anItem('1', { payload: rootOf('a') }),
      anItem('2', { payload: threadOf('a', 'x') }),
      anItem('3', { payload: rootOf('b') }),
      anItem('4', {
        payload: { kind: 'notice', text: 'n', people: ['slack:T1/U1'] },
        createdAt: 5,
      }),
      anItem('5', { payload: rootOf('a') }),
    ];
    const incidents = [over(a), b];
    expect(plan(items, { incidents })).toMatchObject({ kind: 'root', ids: ['1', '5'] });
    expect(plan(items, { incidents, now: 60_001 })).toEqual({
      kind: 'digest',
      ids: ['1', '2', '4', '5'],
      channel: '#orders',
      since: 0,
      messageId: '1',
      uncertain: false,
      incidents: [over(a)],
      notices: [{ text: 'n', at: 5, people: ['slack:T1/U1'] }],
      after: 'outage',
    });
    // One that was seen is brought to its present state where it stands.
    expect(plan(items.slice(0, 1), { incidents, posted: ['a'], now: 60_001 })?.kind).toBe('update');
    expect(
      plan([anItem('4', { payload: { kind: 'notice', text: 'n' } })], { now: 60_001 }),
    ).toEqual(expect.objectContaining({ kind: 'notice', text: 'n', people: [] }));
  });

  describe('for an operation', () => {
    const items = [
      anItem('1', { payload: cardLineOf('op', 'x') }),
      anItem('2', { payload: cardOf('op') }),
      anItem('3', { payload: rootOf('a') }),
      anItem('4', { payload: cardOf('op') }),
    ];
    const subject = { kind: 'operation', operation: card };

    it('posts its card once, edits it, and lets its lines wait for it', () => {
      expect(plan(items)).toMatchObject({ kind: 'root', ids: ['2', '4'], messageId: '2', subject });
      expect(plan(items.slice(1), { posted: ['op'] })).toMatchObject({
        kind: 'update',
        ids: ['2', '4'],
        subject,
      });
      expect(plan(items, { posted: ['op'] })).toMatchObject({
        kind: 'thread',
        ids: ['1'],
        subject,
        lines: [{ text: 'x', at: 0 }],
      });
      expect(plan(items.slice(0, 1))).toMatchObject({
        kind: 'root',
        ids: [],
        messageId: 'op',
        uncertain: true,
        subject,
      });
    });

    it('leaves out what belongs to a forgotten one, but still writes to its thread', () => {
      expect(plan(items.slice(1, 2), { operations: [] })).toMatchObject({ kind: 'drop' });
      expect(plan(items.slice(0, 1), { operations: [] })).toMatchObject({ kind: 'drop' });
      expect(plan(items.slice(0, 1), { operations: [], posted: ['op'] })).toMatchObject({
        kind: 'thread',
        subject: null,
      });
    });

    it('gives it a message of its own after an outage, though it is over by then', () => {
      const ended = { ...card, state: 'ended' as const, endedAt: 9 };
      const known = { operations: [ended], incidents: [over(a)] };
      expect(plan(items.slice(1), { ...known, now: 60_001 })).toMatchObject({
        kind: 'digest',
        ids: ['3'],
      });
      expect(plan(items.slice(0, 2), { ...known, now: 60_001 })).toMatchObject({
        kind: 'root',
        ids: ['2'],
        subject: { operation: ended },
      });
    });
  });

  describe('after an attempt that may have arrived', () => {
    const lost = (kind: 'root' | 'thread' | 'digest', id = '1') => ({
      lastError: uncertainError({ kind, messageId: id }, 'HTTP 500'),
    });

    it('settles the items in the company they were sent in', () => {
      const items = [
        anItem('1', { payload: threadOf('a', 'x'), ...lost('thread') }),
        anItem('2', { payload: threadOf('a', 'y'), ...lost('thread') }),
        anItem('3', { payload: threadOf('a', 'z') }),
      ];
      expect(plan(items, { posted: ['a'], now: 60_001 })).toMatchObject({
        ids: ['1', '2'],
        messageId: '1',
        uncertain: true,
      });
      const roots = [
        anItem('1', { payload: rootOf('a'), ...lost('root') }),
        anItem('2', { payload: rootOf('a') }),
      ];
      expect(plan(roots)).toMatchObject({ kind: 'root', ids: ['1'], uncertain: true });
      // An edit can be said twice.
      expect(plan(roots, { posted: ['a'] })).toMatchObject({ kind: 'update', ids: ['1', '2'] });
    });

    it('does not fold a root into a digest that may stand in the channel', () => {
      const items = [
        anItem('1', { payload: rootOf('a'), ...lost('root') }),
        anItem('2', { payload: threadOf('a', 'x') }),
      ];
      const incidents = [over(a)];
      expect(plan(items, { incidents, now: 60_001 })).toMatchObject({ kind: 'root', ids: ['1'] });
    });

    it('sends a digest again as the digest that it was', () => {
      const items = [
        anItem('1', { payload: rootOf('a'), ...lost('digest') }),
        anItem('2', { payload: rootOf('b') }),
        anItem('3', { payload: threadOf('a', 'x'), ...lost('digest') }),
      ];
      const incidents = [over(a), over(b)];
      for (const known of [incidents, []]) {
        expect(plan(items, { incidents: known, now: 60_001 })).toMatchObject({
          kind: 'digest',
          ids: ['1', '3'],
          messageId: '1',
          uncertain: true,
        });
      }
    });
  });
});

describe('interruptedMessage', () => {
  const line = anItem('1', { payload: threadOf('a', 'x') });
  const root = anItem('2', { payload: rootOf('a') });
  const notice = anItem('3', { payload: { kind: 'notice', text: 'n' } });

  it.each([
    ['nothing', [], null],
    ['a root', [root, { ...root, id: '9' }], { kind: 'root', messageId: '2' }],
    ['thread lines', [line, { ...line, id: '9' }], { kind: 'thread', messageId: '1' }],
    ['a card', [anItem('2', { payload: cardOf('op') })], { kind: 'root', messageId: '2' }],
    [
      'a line of a card',
      [anItem('1', { payload: cardLineOf('op', 'x') })],
      { kind: 'thread', messageId: '1' },
    ],
    ['a notice', [notice], { kind: 'notice', messageId: '3' }],
    ['a digest', [root, line], { kind: 'digest', messageId: '2' }],
    ['notices', [notice, { ...notice, id: '9' }], { kind: 'digest', messageId: '3' }],
    [
      'what it was before',
      [{ ...root, lastError: uncertainError({ kind: 'digest', messageId: '0' }, 'x') }, line],
      { kind: 'digest', messageId: '0' },
    ],
  ])('recognises %s', (_, items, message) => {
    expect(interruptedMessage(items)).toEqual(message);
  });
});
