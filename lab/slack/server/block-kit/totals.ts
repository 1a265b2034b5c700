import { type Json, stringOf } from '../json.js';

/**
 * Slack documents no limit for the text of all blocks together, but refuses it
 * (`msg_blocks_too_long`): others saw 9,597 characters accepted and 11,341 refused. Markdown blocks,
 * which have 12,000 of their own, were refused from 13,172 on.
 */
const MOST_TEXT = 9_600;
const MOST_WITH_MARKDOWN = 13_171;
const MOST_IN_TABLE = 10_000;

/** Whether a message's blocks together are longer than Slack accepts. */
export function isTextTooLong(blocks: readonly Json[]): boolean {
  const markdown = lengthOf(blocks.filter(({ type }) => type === 'markdown'));
  const rest = lengthOf(blocks.filter(({ type }) => type !== 'markdown' && type !== 'table'));
  return rest > MOST_TEXT || rest + markdown > MOST_WITH_MARKDOWN;
}

/** Whether the cells of a table together are too long. */
export function isTableTooLong(table: Json): boolean {
  return lengthOf(table['rows']) > MOST_IN_TABLE;
}

/** Every `text` together, however deep it stands. */
function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, inner) => sum + lengthOf(inner), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === 'text' ? (stringOf(inner)?.length ?? lengthOf(inner)) : lengthOf(inner)),
    0,
  );
}
