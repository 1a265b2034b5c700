import { describe, expect, it } from 'vitest';
import { plainWords, withoutMention } from './plain-words.js';

describe('words of a message', () => {
  it.each([
    ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
    ['<@U1> and <@U2|ann>', 'slack:U1 and slack:U2'],
    ['<#C1|orders> <#C2>', '#orders #C2'],
    ['<!channel> <!here|here>', '@channel @here'],
    ['<!subteam^S1|@dbas> <!subteam^S2>', '@dbas slack:S2'],
    [
      '<https://x.example/a|the graph>, <https://y.example>',
      'the graph (https://x.example/a), https://y.example',
    ],
    ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ['<!date^1^{time}|noon>', 'noon'],
    ['  1 < 2 ', '1 < 2'],
  ])('%s', (markup, text) => {
    expect(plainWords(markup)).toBe(text);
  });

  it('go without the mention that called', () => {
    expect(withoutMention('<@U0BOT> the disk <@U0BOT>', 'U0BOT')).toBe('the disk <@U0BOT>');
    expect(withoutMention('see <@U0BOT|pgrepl>: full', 'U0BOT')).toBe('see   full');
    expect(withoutMention('nothing', 'U0BOT')).toBe('nothing');
  });
});
