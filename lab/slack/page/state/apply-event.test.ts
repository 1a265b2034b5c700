import { describe, expect, it } from 'vitest';

import type { PageMessage, PageState } from '../../page-api.js';
import { applyEvent } from './apply-event.js';

const me = { id: 'U1', name: 'a', realName: 'A', kind: 'member', colour: 'red' } as const;

const empty: PageState = {
  team: { id: 'T1', name: 'team' },
  me,
  users: [me],
  channels: [],
  messages: [],
  commands: [],
  app: { id: 'A1', name: 'app', connected: false },
  home: null,
  modals: [],
  eventId: 0,
};

function message(ts: string, text: string): PageMessage {
  return {
    channel: 'C1',
    ts,
    threadTs: null,
    user: 'U1',
    text,
    blocks: [],
    edited: false,
    deleted: false,
    ephemeral: false,
    broadcast: false,
    replyCount: 0,
    latestReply: null,
  };
}

describe('applyEvent', () => {
  it('keeps messages in the order of their time and replaces an edited one in place', () => {
    const state = [message('30.0', 'c'), message('9.5', 'a'), message('20.0', 'b')].reduce(
      (current, item) => applyEvent(current, { kind: 'message', message: item }),
      empty,
    );
    const edited = applyEvent(state, { kind: 'message', message: message('20.0', 'B') });
    expect(edited.messages.map(({ text }) => text)).toEqual(['a', 'B', 'c']);
  });

  it('stacks modals, updates one in place and takes a closed one away', () => {
    const view = (id: string, title: string): Parameters<typeof applyEvent>[1] => ({
      kind: 'modal',
      view: { id, type: 'modal', view: { title }, errors: {} },
    });
    const two = applyEvent(applyEvent(empty, view('V1', 'one')), view('V2', 'two'));
    const updated = applyEvent(two, view('V1', 'ONE'));
    expect(updated.modals.map(({ view: shown }) => shown)).toEqual([
      { title: 'ONE' },
      { title: 'two' },
    ]);
    const closed = applyEvent(updated, { kind: 'modal-closed', viewId: 'V2' });
    expect(closed.modals.map(({ id }) => id)).toEqual(['V1']);
  });

  it('knows whether the app is connected', () => {
    expect(applyEvent(empty, { kind: 'app', connected: true }).app.connected).toBe(true);
  });
});
