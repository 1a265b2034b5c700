import { isObject, type Json } from '../json.js';
import { shortId } from '../model/ids.js';

/** Elements that a person uses: Slack gives an `action_id` to those that came without. */
const INTERACTIVE = /^(button|overflow|checkboxes|.*_(select|input|buttons|button))$|picker$/;

/** The blocks as Slack keeps them: each with an id, and each text with its defaults. */
export function assignIds(blocks: readonly Json[]): readonly Json[] {
  return blocks.map((block) => ({ ...objectWithDefaults(block), block_id: blockId(block) }));
}

function blockId(block: Json): string {
  return typeof block['block_id'] === 'string' ? block['block_id'] : shortId();
}

function withDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDefaults);
  return isObject(value) ? objectWithDefaults(value) : value;
}

function objectWithDefaults(object: Json): Json {
  const inner = Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, withDefaults(value)]),
  );
  const { type } = object;
  if (type === 'plain_text') return { emoji: true, ...inner };
  if (type === 'mrkdwn') return { verbatim: false, ...inner };
  if (typeof type === 'string' && INTERACTIVE.test(type)) return { action_id: shortId(), ...inner };
  return inner;
}
