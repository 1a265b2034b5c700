import { describe, expect, it } from 'vitest';
import { many, plain, section, table } from './samples.js';
import { viewProblems } from './validate.js';

describe('a view', () => {
  const modal = { type: 'modal', title: plain('Title'), blocks: [section('x')] };
  const home = { type: 'home', blocks: [section('x')] };
  const input = { type: 'input', label: plain('x'), element: { type: 'plain_text_input' } };

  it('may be a modal or a Home tab', () => {
    expect(viewProblems(modal, 'modal')).toEqual([]);
    expect(viewProblems(home, 'home')).toEqual([]);
    expect(
      viewProblems({ ...home, blocks: many(100, () => ({ type: 'divider' })) }, 'home'),
    ).toEqual([]);
    expect(viewProblems({ ...home, blocks: [input] }, 'home')).toEqual([]);
  });

  it.each([
    [
      'a modal for a Home tab',
      modal,
      'home',
      'must be a valid enum value [json-pointer:/view/type]',
    ],
    [
      'no title',
      { type: 'modal', blocks: [] },
      'modal',
      'missing required field: title [json-pointer:/view]',
    ],
    [
      'a long title',
      { ...modal, title: plain('x'.repeat(25)) },
      'modal',
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      '101 blocks',
      { ...home, blocks: many(101, () => ({ type: 'divider' })) },
      'home',
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'long metadata',
      { ...modal, private_metadata: 'x'.repeat(3001) },
      'modal',
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'an input but no submit',
      { ...modal, blocks: [input] },
      'modal',
      'must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]',
    ],
    [
      'a table at home',
      { ...home, blocks: [table(1, 1)] },
      'home',
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    [
      'markdown at home',
      { ...home, blocks: [{ type: 'markdown', text: 'x' }] },
      'home',
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    [
      'a title at home',
      { ...home, title: plain('x') },
      'home',
      'invalid additional property: title [json-pointer:/view]',
    ],
  ] as const)('may not have %s', (_, view, type, problem) => {
    expect(viewProblems(view, type)).toContain(problem);
  });
});
