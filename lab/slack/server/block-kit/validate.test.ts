import { describe, expect, it } from 'vitest';
import {
  actions,
  button,
  line,
  many,
  mrkdwn,
  option,
  plain,
  raw,
  section,
  table,
} from './samples.js';
import { isTextTooLong } from './totals.js';
import { blockProblems, hasTwoTables } from './validate.js';

const at = '[json-pointer:/blocks';

describe('blocks of a message', () => {
  it.each([
    ['a section', section('x'.repeat(3000))],
    ['fields', { type: 'section', fields: many(10, () => mrkdwn('x'.repeat(2000))) }],
    ['an accessory', { type: 'section', text: plain('x'), accessory: button() }],
    ['a header', { type: 'header', text: plain('x'.repeat(150)) }],
    ['a divider', { type: 'divider' }],
    ['a context', { type: 'context', elements: many(10, () => mrkdwn('x')) }],
    ['actions', actions(...many(25, (index) => button({ action_id: `a${index}` })))],
    [
      'a button with everything',
      actions(
        button({
          action_id: 'a',
          value: 'x'.repeat(2000),
          style: 'danger',
          url: 'https://example.com/',
          accessibility_label: 'Go there',
          confirm: {
            title: plain('x'.repeat(100)),
            text: mrkdwn('x'.repeat(300)),
            confirm: plain('Yes'),
            deny: plain('No'),
          },
        }),
      ),
    ],
    ['a menu', actions({ type: 'static_select', options: many(100, option) })],
    [
      'groups of options',
      actions({
        type: 'static_select',
        option_groups: [{ label: plain('group'), options: [option(0)] }],
        initial_option: option(0),
      }),
    ],
    ['an overflow menu', actions({ type: 'overflow', options: many(5, option) })],
    ['checkboxes', actions({ type: 'checkboxes', options: many(10, option) })],
    ['a date', actions({ type: 'datepicker', initial_date: '2026-02-28' })],
    ['an image', { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' }],
    ['markdown', { type: 'markdown', text: 'x'.repeat(12_000) }],
    [
      'rich text',
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'text', text: 'x', style: { bold: true } }],
          },
        ],
      },
    ],
    ['a table', table(100, 20)],
    ['a chart', line(6, 20)],
    [
      'a pie',
      {
        type: 'data_visualization',
        title: 'Share',
        chart: { type: 'pie', segments: [{ label: 'a', value: 1 }] },
      },
    ],
    [
      'an input',
      { type: 'input', label: plain('x'), element: { type: 'plain_text_input', max_length: 3000 } },
    ],
    [
      'feedback',
      {
        type: 'context_actions',
        elements: [{ type: 'icon_button', icon: 'trash', text: plain('x') }],
      },
    ],
  ])('may be %s', (_, block) => {
    expect(blockProblems([block])).toEqual([]);
  });

  it.each([
    ['an unknown type', { type: 'nothing' }, 'unsupported type: nothing', '/0/type'],
    ['no type', { text: plain('x') }, 'missing required field: type', '/0'],
    [
      'a long section',
      section('x'.repeat(3001)),
      'must be less than 3001 characters',
      '/0/text/text',
    ],
    ['an empty section', section(''), 'must be more than 0 characters', '/0/text/text'],
    ['a bare section', { type: 'section' }, 'must define either `text` or `fields`', '/0/type'],
    [
      'eleven fields',
      { type: 'section', fields: many(11, () => plain('x')) },
      'no more than 10 items allowed',
      '/0/fields',
    ],
    [
      'a long field',
      { type: 'section', fields: [plain('x'.repeat(2001))] },
      'must be less than 2001 characters',
      '/0/fields/0/text',
    ],
    [
      'a header with mrkdwn',
      { type: 'header', text: mrkdwn('x') },
      'must be a valid enum value',
      '/0/text/type',
    ],
    [
      'a long header',
      { type: 'header', text: plain('x'.repeat(151)) },
      'must be less than 151 characters',
      '/0/text/text',
    ],
    ['a key too many', { type: 'divider', text: 'x' }, 'invalid additional property: text', '/0'],
    [
      'eleven in a context',
      { type: 'context', elements: many(11, () => mrkdwn('x')) },
      'no more than 10 items allowed',
      '/0/elements',
    ],
    [
      'a button in a context',
      { type: 'context', elements: [button()] },
      'unsupported type: button',
      '/0/elements/0/type',
    ],
    ['no actions', actions(), 'no fewer than 1 items allowed', '/0/elements'],
    [
      '26 actions',
      actions(...many(26, () => button())),
      'no more than 25 items allowed',
      '/0/elements',
    ],
    [
      'an input among actions',
      actions({ type: 'plain_text_input' }),
      'unsupported type: plain_text_input',
      '/0/elements/0/type',
    ],
    [
      'a long label',
      actions(button({ text: plain('x'.repeat(76)) })),
      'must be less than 76 characters',
      '/0/elements/0/text/text',
    ],
    [
      'a long value',
      actions(button({ value: 'x'.repeat(2001) })),
      'must be less than 2001 characters',
      '/0/elements/0/value',
    ],
    [
      'a style of its own',
      actions(button({ style: 'loud' })),
      'must be a valid enum value',
      '/0/elements/0/style',
    ],
    ['a url that is none', actions(button({ url: 'nowhere' })), 'invalid url', '/0/elements/0/url'],
    [
      'a long confirm title',
      actions(
        button({
          confirm: {
            title: plain('x'.repeat(101)),
            text: plain('x'),
            confirm: plain('y'),
            deny: plain('n'),
          },
        }),
      ),
      'must be less than 101 characters',
      '/0/elements/0/confirm/title/text',
    ],
    [
      'a confirm without a way out',
      actions(button({ confirm: { title: plain('x'), text: plain('x'), confirm: plain('y') } })),
      'missing required field: deny',
      '/0/elements/0/confirm',
    ],
    [
      '101 options',
      actions({ type: 'static_select', options: many(101, option) }),
      'no more than 100 items allowed',
      '/0/elements/0/options',
    ],
    [
      'no options',
      actions({ type: 'static_select' }),
      'must define either `options` or `option_groups`',
      '/0/elements/0',
    ],
    [
      'six in an overflow',
      actions({ type: 'overflow', options: many(6, option) }),
      'no more than 5 items allowed',
      '/0/elements/0/options',
    ],
    [
      'eleven boxes',
      actions({ type: 'checkboxes', options: many(11, option) }),
      'no more than 10 items allowed',
      '/0/elements/0/options',
    ],
    [
      'a stranger at first',
      actions({ type: 'static_select', options: [option(0)], initial_option: option(1) }),
      'initial option "v1" is not an option',
      '/0/elements/0',
    ],
    [
      'an image without words',
      { type: 'image', image_url: 'https://example.com/' },
      'missing required field: alt_text',
      '/0',
    ],
    ['a table of 101 rows', table(101, 1), 'no more than 100 items allowed', '/0/rows'],
    ['a table of 21 columns', table(1, 21), 'no more than 20 items allowed', '/0/rows/0'],
    [
      'an empty cell',
      { type: 'table', rows: [[raw('')]] },
      'must be more than 0 characters',
      '/0/rows/0/0/text',
    ],
    [
      'a table of many words',
      { type: 'table', rows: [[raw('x'.repeat(10_001))]] },
      'must be less than 10001 characters',
      '/0/rows',
    ],
    ['7 series', line(7, 1), 'no more than 6 items allowed', '/0/chart/series'],
    ['21 points', line(1, 21), 'no more than 20 items allowed', '/0/chart/series/0/data'],
    ['a text for an object', { type: 'section', text: 'x' }, 'must provide an object', '/0/text'],
  ])('may not have %s', (_, block, words, pointer) => {
    expect(blockProblems([block])).toContain(`${words} ${at}${pointer}]`);
  });

  it('are at most fifty', () => {
    expect(blockProblems(many(50, () => ({ type: 'divider' })))).toEqual([]);
    expect(blockProblems(many(51, () => ({ type: 'divider' })))).toEqual([
      `no more than 50 items allowed ${at}]`,
    ]);
  });

  it('have ids of their own', () => {
    const twice = { type: 'divider', block_id: 'same' };
    expect(blockProblems([twice, twice])).toEqual([
      `block_id "same" already exists ${at}/1/block_id]`,
    ]);
    const same = button({ action_id: 'same' });
    expect(blockProblems([actions(same, same)])).toEqual([
      `action_id "same" already exists ${at}/0/elements/1]`,
    ]);
    expect(blockProblems([actions(same), actions(same)])).toEqual([]);
  });

  it('share limits: markdown, charts, tables and text', () => {
    const half = { type: 'markdown', text: 'x'.repeat(6_001) };
    expect(blockProblems([half, half])).toHaveLength(1);
    expect(blockProblems([line(1, 1), line(1, 1)])).toEqual([]);
    expect(blockProblems([line(1, 1), line(1, 1), line(1, 1)])).toHaveLength(1);
    expect(hasTwoTables([{ type: 'table' }])).toBe(false);
    expect(hasTwoTables([{ type: 'table' }, { type: 'table' }])).toBe(true);
    const long = many(4, () => section('x'.repeat(2_400)) as { type: string });
    expect(isTextTooLong(long)).toBe(false);
    expect(isTextTooLong([...long, section('x') as { type: string }])).toBe(true);
  });
});
