import { describe, expect, it } from 'vitest';

import { parseUsage, suggest } from './completion.js';
import { asMrkdwn, asTyped, outgoing } from './outgoing.js';

const command = {
  command: '/pgrepl',
  description: 'Watch replication',
  usageHint: 'help | status [cluster] | lag [cluster]',
};
const known = {
  commands: [command, { command: '/remind', description: 'Remind', usageHint: '' }],
  users: [
    { id: 'U1', name: 'ann', realName: 'Ann', kind: 'member', colour: 'red' },
    { id: 'U2', name: 'gone', realName: 'Gone', kind: 'deactivated', colour: 'red' },
  ],
  channels: [
    {
      id: 'C1',
      name: 'dba',
      isPrivate: false,
      isExtShared: false,
      isArchived: false,
      hasApp: true,
      topic: '',
      unread: 0,
    },
  ],
} as const;

const titles = (text: string): string[] =>
  suggest(text, text.length, known).map(({ title }) => title);

describe('a message that is edited', () => {
  it.each(['plain', '@ann in #dba & <others> @here', 'a &lt; b', '@nobody #nothing'])(
    'reads as it was typed: %s',
    (typed) => {
      expect(asTyped(asMrkdwn(typed, known), known)).toBe(typed);
    },
  );
});

describe('parseUsage', () => {
  it('takes the alternatives apart, with or without brackets and the command itself', () => {
    const words = [
      { word: 'help', rest: '' },
      { word: 'status', rest: '[cluster]' },
      { word: 'lag', rest: '[cluster]' },
    ];
    expect(parseUsage(command)).toEqual(words);
    expect(parseUsage({ ...command, usageHint: '[help | ack <INC-n> ]' })).toEqual([
      { word: 'help', rest: '' },
      { word: 'ack', rest: '<INC-n>' },
    ]);
    expect(
      parseUsage({
        ...command,
        usageHint: 'switchover <cluster> <node> [reason] | promote <cluster>',
      }),
    ).toEqual([
      { word: 'switchover', rest: '<cluster> <node> [reason]' },
      { word: 'promote', rest: '<cluster>' },
    ]);
    expect(parseUsage({ ...command, usageHint: '/pgrepl status [a|b] | lag' })).toEqual([
      { word: 'status', rest: '[a|b]' },
      { word: 'lag', rest: '' },
    ]);
    expect(parseUsage({ ...command, usageHint: '[what]' })).toEqual([]);
  });
});

describe('suggest', () => {
  it('offers commands, then their sub-commands, then what a sub-command takes', () => {
    expect(titles('/')).toEqual(['/pgrepl help | status [cluster] | lag [cluster]', '/remind']);
    expect(titles('/pgrepl ')).toEqual([
      '/pgrepl help',
      '/pgrepl status [cluster]',
      '/pgrepl lag [cluster]',
    ]);
    expect(titles('/pgrepl st')).toEqual(['/pgrepl status [cluster]']);
    expect(suggest('/pgrepl st', 10, known)[0]?.result).toEqual({
      text: '/pgrepl status ',
      caret: 15,
    });
    expect(suggest('/pgrepl status or', 17, known)).toEqual([
      { title: '/pgrepl status [cluster]', detail: '', result: null },
    ]);
    expect(titles('/pgrepl statsu')).toEqual([]);
    expect(titles('/pgrepl help x')).toEqual([]);
  });

  it('offers people and channels at the caret', () => {
    expect(suggest('hi @a there', 5, known)[0]?.result).toEqual({
      text: 'hi @ann  there',
      caret: 8,
    });
    expect(titles('@g')).toEqual([]);
    expect(titles('see #d')).toEqual(['#dba']);
    expect(titles('mail a@b')).toEqual([]);
  });
});

describe('outgoing', () => {
  const place = { user: 'U1', channel: 'C1', thread: null };

  it('escapes a message and makes its mentions real', () => {
    expect(outgoing('<!channel> & @ann @nobody #dba @here', place, known)).toEqual({
      kind: 'action',
      action: {
        kind: 'post',
        user: 'U1',
        channel: 'C1',
        text: '&lt;!channel&gt; &amp; <@U1> @nobody <#C1|dba> <!here>',
      },
    });
  });

  it('hands a command on as it was typed, and knows which exist', () => {
    expect(outgoing('/pgrepl  status <x> ', { ...place, thread: '1.0' }, known)).toEqual({
      kind: 'action',
      action: {
        kind: 'command',
        user: 'U1',
        channel: 'C1',
        threadTs: '1.0',
        command: '/pgrepl',
        text: 'status <x>',
      },
    });
    expect(outgoing('/nope x', place, known).kind).toBe('slackbot');
  });

  it("takes Slack's own words for the app's coming and going", () => {
    const app = {
      id: 'U3',
      name: 'pgrepl',
      realName: 'pgrepl',
      kind: 'bot',
      colour: 'red',
    } as const;
    const withApp = { ...known, users: [...known.users, app] };
    const action = (isMember: boolean): unknown => ({
      kind: 'action',
      action: { kind: 'app-in-channel', user: 'U1', channel: 'C1', isMember },
    });
    expect(outgoing('/invite @pgrepl', place, withApp)).toEqual(action(true));
    expect(outgoing('/remove pgrepl ', place, withApp)).toEqual(action(false));
    expect(outgoing('/invite @ann', place, withApp).kind).toBe('slackbot');
    expect(outgoing('/invite @pgrepl', { ...place, thread: '1.0' }, withApp).kind).toBe('slackbot');
  });
});
