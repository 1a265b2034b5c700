import { describe, expect, it } from 'vitest';

import { chosenKeys, currentValues, missing, stateWith } from './values.js';

const option = (value: string): object => ({ text: { type: 'plain_text', text: value }, value });
const text = { type: 'plain_text_input', action_id: 'reason', min_length: 3 };
const select = { type: 'static_select', action_id: 'node', initial_option: option('s1') };
const blocks = [
  { type: 'section', text: { type: 'mrkdwn', text: 'x' }, accessory: { type: 'button' } },
  { type: 'input', block_id: 'why', element: text },
  {
    type: 'input',
    block_id: 'who',
    optional: true,
    element: { type: 'users_select', action_id: 'u' },
  },
  { type: 'actions', block_id: 'act', elements: [select, { type: 'checkboxes', action_id: 'c' }] },
];

describe('currentValues', () => {
  it('starts with what the app says, and knows no state of buttons', () => {
    expect(currentValues(blocks, {})).toEqual({
      why: { reason: { type: 'plain_text_input', value: null } },
      who: { u: { type: 'users_select', selected_user: null } },
      act: {
        node: { type: 'static_select', selected_option: option('s1') },
        c: { type: 'checkboxes', selected_options: [] },
      },
    });
  });

  it('keeps what was entered as long as the element is there and of its type', () => {
    const entered = {
      why: { reason: stateWith(text, 'because') },
      act: { node: { type: 'users_select', selected_user: 'U1' } },
      gone: { x: { type: 'plain_text_input', value: 'y' } },
    };
    const values = currentValues(blocks, entered);
    expect(values['why']).toEqual({ reason: { type: 'plain_text_input', value: 'because' } });
    expect(values['act']?.['node']).toEqual({
      type: 'static_select',
      selected_option: option('s1'),
    });
    expect(values['gone']).toBeUndefined();
  });
});

describe('missing', () => {
  it('asks for what is required and long enough, as Slack does before it submits', () => {
    const entering = (value: string | null): Readonly<Record<string, string>> =>
      missing(blocks, currentValues(blocks, { why: { reason: stateWith(text, value) } }));
    expect(entering(null)).toEqual({ why: 'Please complete this required field.' });
    expect(entering('no')).toEqual({ why: 'Please enter at least 3 characters.' });
    expect(entering('yes')).toEqual({});
  });
});

describe('chosenKeys', () => {
  it('finds the keys of every kind of choice', () => {
    expect(chosenKeys(stateWith(select, option('s2')), select)).toEqual(['s2']);
    expect(chosenKeys(stateWith(select, null), select)).toEqual([]);
    const users = { type: 'multi_users_select' };
    expect(chosenKeys(stateWith(users, ['U1', 'U2']), users)).toEqual(['U1', 'U2']);
    const boxes = { type: 'checkboxes' };
    expect(chosenKeys(stateWith(boxes, [option('a')]), boxes)).toEqual(['a']);
  });
});
