import { elementsOf } from '../block-kit/across-blocks.js';
import { type Json, objectOf, objectsOf, stringOf } from '../json.js';
import type { View } from '../model/view.js';
import type { StateValues } from './block-action.js';

/** Where an element keeps what it holds, and what it may hold at first. */
const FIELDS: Readonly<Record<string, readonly [holds: string, initial: string]>> = {
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  rich_text_input: ['rich_text_value', 'initial_value'],
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  users_select: ['selected_user', 'initial_user'],
  channels_select: ['selected_channel', 'initial_channel'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  checkboxes: ['selected_options', 'initial_options'],
  multi_static_select: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  multi_users_select: ['selected_users', 'initial_users'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
};

/** The field that holds an element's state; null for one without, such as a button. */
export function stateField(element: Json): string | null {
  return FIELDS[String(element['type'])]?.[0] ?? null;
}

/** `state.values` of blocks that nobody has touched. */
export function initialValues(blocks: readonly Json[]): StateValues {
  const values: Record<string, Record<string, unknown>> = {};
  for (const block of blocks)
    for (const element of elementsOf(block)) {
      const fields = FIELDS[String(element['type'])];
      if (fields === undefined) continue;
      const [holds, initial] = fields;
      const empty = holds.endsWith('s') ? [] : null;
      (values[String(block['block_id'])] ??= {})[String(element['action_id'])] = {
        type: element['type'],
        [holds]: element[initial] ?? empty,
      };
    }
  return values;
}

/** What Slack's client does not let pass: required inputs that hold nothing, by block id. */
export function missingInputs(view: View, values: StateValues): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const block of objectsOf(view.content['blocks'])) {
    const element = objectOf(block['element']);
    const field = stateField(element);
    if (block['type'] !== 'input' || block['optional'] === true || field === null) continue;
    const blockId = String(block['block_id']);
    const state = objectOf(values[blockId]?.[stringOf(element['action_id']) ?? '']);
    if (isEmpty(state[field])) missing[blockId] = 'Please complete this required field.';
  }
  return missing;
}

function isEmpty(held: unknown): boolean {
  return (
    held === undefined || held === null || held === '' || (Array.isArray(held) && held.length === 0)
  );
}
