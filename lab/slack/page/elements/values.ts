import { type Json, object, objects, string, strings, stringOr } from '../blocks/json.js';

/** `state.values` as Slack has it: block id → action id → the element's state. */
export type Values = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** Where an element type keeps its state, and what an app may set it to at first. */
const FIELDS: Readonly<Record<string, readonly [state: string, initial: string]>> = {
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
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

/** The name of the field that holds an element's state; null for elements without one (buttons). */
export function stateField(element: Json): string | null {
  return FIELDS[string(element['type'])]?.[0] ?? null;
}

/** An element's state with this content: an empty one is null, or an empty list. */
export function stateWith(element: Json, content: unknown): Json {
  return { type: element['type'], [stateField(element) ?? 'value']: content };
}

interface PlacedElement {
  readonly block: Json;
  readonly blockId: string;
  readonly element: Json;
}

/** Slack gives every block an id; one without is known here by its place. */
export function blockIdOf(block: Json, index: number): string {
  return stringOr(block['block_id'], `block-${index}`);
}

/** Every element that a person can use, in the order in which it is shown. */
function elementsOf(blocks: readonly unknown[]): readonly PlacedElement[] {
  return blocks.flatMap((value, index) => {
    const block = object(value);
    const blockId = blockIdOf(block, index);
    const elements = [...objects(block['elements']), object(block['accessory'])];
    if (block['type'] === 'input') elements.push(object(block['element']));
    return elements.map((element) => ({ block, blockId, element }));
  });
}

/** What the elements hold: what the person entered where the element is still there, else its start. */
export function currentValues(blocks: readonly unknown[], entered: Values): Values {
  const values: Record<string, Record<string, Json>> = {};
  for (const { blockId, element } of elementsOf(blocks)) {
    const [field, initial] = FIELDS[string(element['type'])] ?? [];
    if (field === undefined || initial === undefined) continue;
    const actionId = string(element['action_id']);
    const mine = entered[blockId]?.[actionId];
    const start = element[initial] ?? (field.endsWith('s') ? [] : null);
    const kept = mine !== undefined && mine['type'] === element['type'];
    (values[blockId] ??= {})[actionId] = kept ? mine : stateWith(element, start);
  }
  return values;
}

function isEmpty(state: Json | undefined, element: Json): boolean {
  const content = state?.[stateField(element) ?? ''] ?? '';
  return content === '' || (Array.isArray(content) && content.length === 0);
}

/** What Slack's client refuses to submit, by block id, in its words. */
export function missing(
  blocks: readonly unknown[],
  values: Values,
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const { block, blockId, element } of elementsOf(blocks)) {
    if (block['type'] !== 'input' || stateField(element) === null) continue;
    const state = values[blockId]?.[string(element['action_id'])];
    if (isEmpty(state, element)) {
      if (block['optional'] !== true) errors[blockId] = 'Please complete this required field.';
      continue;
    }
    const length = string(state?.['value']).length;
    const least = Number(element['min_length'] ?? 0);
    if (length < least) errors[blockId] = `Please enter at least ${least} characters.`;
  }
  return errors;
}

/** The keys of what is chosen in a select, radio group or set of checkboxes. */
export function chosenKeys(state: Json | undefined, element: Json): readonly string[] {
  const content = state?.[stateField(element) ?? ''];
  if (typeof content === 'string') return [content];
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    return [string(object(content)['value'])];
  }
  return [...strings(content), ...objects(content).map((option) => string(option['value']))];
}
