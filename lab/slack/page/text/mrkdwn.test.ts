import { describe, expect, it } from 'vitest';

import { escape, parseInline, parseMrkdwn, parsePlain } from './mrkdwn.js';

describe('parseMrkdwn', () => {
  it('leaves an escaped mention as the text that it is', () => {
    expect(parseInline('&lt;!channel&gt; &amp;lt;')).toEqual([
      { type: 'text', text: '<!channel> &lt;' },
    ]);
  });

  it('reads a real mention, a user, a channel, a group and a date', () => {
    expect(
      parseInline('<!here> <@U1> <#C1|dba> <!subteam^S1> <!date^1700000000^{date} {time}|then>'),
    ).toEqual([
      { type: 'broadcast', range: 'here' },
      { type: 'text', text: ' ' },
      { type: 'user', id: 'U1', label: '' },
      { type: 'text', text: ' ' },
      { type: 'channel', id: 'C1', label: 'dba' },
      { type: 'text', text: ' ' },
      { type: 'usergroup', id: 'S1', label: '' },
      { type: 'text', text: ' ' },
      {
        type: 'date',
        epochS: 1_700_000_000,
        format: '{date} {time}',
        href: null,
        fallback: 'then',
      },
    ]);
  });

  it('keeps a code block as it is, styles and references too', () => {
    expect(parseMrkdwn('x\n```\na  *b* &lt;c&gt; :x: 12:30:45\n```\ny')).toEqual([
      { type: 'lines', content: [{ type: 'text', text: 'x' }] },
      { type: 'pre', text: 'a  *b* <c> :x: 12:30:45' },
      { type: 'lines', content: [{ type: 'text', text: 'y' }] },
    ]);
  });

  it('styles words, not arithmetic or snake_case', () => {
    expect(parseInline('2*3*4 snake_case_name *bold _both_* ~gone~')).toEqual([
      { type: 'text', text: '2*3*4 snake_case_name ' },
      {
        type: 'bold',
        children: [
          { type: 'text', text: 'bold ' },
          { type: 'italic', children: [{ type: 'text', text: 'both' }] },
        ],
      },
      { type: 'text', text: ' ' },
      { type: 'strike', children: [{ type: 'text', text: 'gone' }] },
    ]);
  });

  it('does not let a style end inside code or go over a line', () => {
    expect(parseInline('*a `b*` c*')).toEqual([
      {
        type: 'bold',
        children: [
          { type: 'text', text: 'a ' },
          { type: 'code', text: 'b*' },
          { type: 'text', text: ' c' },
        ],
      },
    ]);
    expect(parseInline('*a\nb*')).toEqual([{ type: 'text', text: '*a\nb*' }]);
  });

  it('tells emoji from times of day', () => {
    expect(parseInline('12:30:45 :red_circle: :nonsense:')).toEqual([
      { type: 'text', text: '12:30:45 ' },
      { type: 'emoji', name: 'red_circle', glyph: '🔴' },
      { type: 'text', text: ' :nonsense:' },
    ]);
  });

  it('makes links of web addresses alone', () => {
    expect(parseInline('<javascript:alert(1)|x> <https://a.example/?a=1&amp;b=2|y>')).toEqual([
      { type: 'text', text: 'x ' },
      { type: 'link', href: 'https://a.example/?a=1&b=2', label: 'y' },
    ]);
    expect(parseInline('see https://a.example/x, then')).toEqual([
      { type: 'text', text: 'see ' },
      { type: 'link', href: 'https://a.example/x', label: 'https://a.example/x' },
      { type: 'text', text: ', then' },
    ]);
    expect(parseInline('see https://a.example/x', true)).toEqual([
      { type: 'text', text: 'see https://a.example/x' },
    ]);
  });

  it('gathers quoted lines', () => {
    expect(parseMrkdwn('> one\n&gt; two\nthree')).toEqual([
      { type: 'quote', content: [{ type: 'text', text: 'one\ntwo' }] },
      { type: 'lines', content: [{ type: 'text', text: 'three' }] },
    ]);
  });
});

describe('parsePlain', () => {
  it('knows emoji and nothing else', () => {
    expect(parsePlain('*a* <@U1> :wave:')).toEqual([
      { type: 'text', text: '*a* <@U1> ' },
      { type: 'emoji', name: 'wave', glyph: '👋' },
    ]);
    expect(parsePlain(':wave: &amp;', false)).toEqual([{ type: 'text', text: ':wave: &' }]);
  });
});

describe('escape', () => {
  it('is undone by reading', () => {
    const typed = '<b> & "c" &amp; <!channel>';
    expect(parseInline(escape(typed))).toEqual([{ type: 'text', text: typed }]);
  });
});
