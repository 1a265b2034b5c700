import { elementsOf } from '../block-kit/across-blocks.js';
import { isObject, type Json, objectOf, objectsOf } from '../json.js';
import { type StateValues } from '../interactions/block-action.js';
import { initialValues, stateField } from '../interactions/state-values.js';

export interface Placed {
  readonly blockId: string;
  readonly element: Json;
}

/** Finds an element by its action id. @throws if there is none */
export function findElement(blocks: readonly Json[], actionId: string): Placed {
  for (const block of blocks)
    for (const element of elementsOf(block))
      if (element['action_id'] === actionId) return { blockId: String(block['block_id']), element };
  throw new Error(`There is no element ${actionId} among the blocks.`);
}

/** The action that Slack's client sends for using an element, with what was chosen in it. */
export function actionFor({ blockId, element }: Placed, chosen: string | undefined): Json {
  const base = { type: element['type'], action_id: element['action_id'], block_id: blockId };
  if (element['type'] === 'button') {
    const { text, value, style, url } = element;
    return { ...base, text, ...defined({ value, style, url }) };
  }
  if (element['type'] === 'overflow')
    return { ...base, selected_option: optionOf(element, chosen) };
  return { ...base, ...stateOf(element, chosen) };
}

/**
 * `state.values` of blocks once a person has filled them in: by block id, or by action id, either
 * the text or option value, or the whole state of the element.
 */
export function filledIn(
  blocks: readonly Json[],
  entries: Readonly<Record<string, unknown>>,
): StateValues {
  const values: Record<string, Record<string, unknown>> = {};
  for (const [blockId, state] of Object.entries(initialValues(blocks)))
    values[blockId] = { ...state };
  for (const [key, entry] of Object.entries(entries)) {
    const { blockId, element } = placeOf(blocks, key);
    (values[blockId] ??= {})[String(element['action_id'])] = isObject(entry)
      ? entry
      : stateOf(element, entry);
  }
  return values;
}

function placeOf(blocks: readonly Json[], key: string): Placed {
  const block = blocks.find((each) => each['block_id'] === key);
  const [element] = block === undefined ? [] : elementsOf(block);
  return element === undefined ? findElement(blocks, key) : { blockId: key, element };
}

function stateOf(element: Json, entry: unknown): Json {
  const field = stateField(element) ?? 'value';
  const { type } = element;
  switch (field) {
    case 'selected_option':
      return { type, [field]: optionOf(element, entry) };
    case 'selected_options': {
      const chosen = Array.isArray(entry) ? entry : [entry];
      return { type, [field]: chosen.map((value) => optionOf(element, value)) };
    }
    default:
      return { type, [field]: entry ?? null };
  }
}

function optionOf(element: Json, value: unknown): Json {
  const groups = objectsOf(element['option_groups']);
  const options = [element, ...groups].flatMap(({ options: list }) => objectsOf(list));
  const option = options.find((each) => each['value'] === value);
  if (option === undefined)
    throw new Error(`The element ${String(element['action_id'])} has no option ${String(value)}.`);
  return objectOf(option);
}

function defined(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
