import { z } from 'zod';
import { isObject, type Json, objectsOf } from '../json.js';
import { type AcrossProblem, repeatedIds, tooManyTogether } from './across-blocks.js';
import { blockOn } from './blocks.js';
import { id, plain } from './composition.js';
import { isTableTooLong } from './totals.js';
import { inSlacksWords } from './words.js';

const messageBlocks = z.array(blockOn.message).max(50);
const viewBlocks = z.array(blockOn.view).max(100);

const view = {
  blocks: viewBlocks,
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: id.optional(),
};

const modal = z.strictObject({
  type: z.literal('modal'),
  ...view,
  title: plain(24),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});

const home = z.strictObject({ type: z.literal('home'), ...view });

const schemas = { modal, home } as const;

/** What Slack would find wrong with a message's blocks, in its words; empty if nothing. */
export function blockProblems(blocks: unknown): string[] {
  const parsed = messageBlocks.safeParse(blocks);
  if (!parsed.success) return inSlacksWords(parsed.error, blocks, '/blocks');
  const list = objectsOf(blocks);
  const long: AcrossProblem[] = list.flatMap((block, index) =>
    block['type'] === 'table' && isTableTooLong(block)
      ? [{ text: 'must be less than 10001 characters', pointer: `/${index}/rows` }]
      : [],
  );
  return [...repeatedIds(list), ...tooManyTogether(list), ...long].map(
    ({ text, pointer }) => `${text} [json-pointer:/blocks${pointer}]`,
  );
}

/** What Slack would find wrong with a view, in its words; empty if nothing. */
export function viewProblems(content: unknown, type: 'modal' | 'home'): string[] {
  const parsed = schemas[type].safeParse(content);
  if (!parsed.success) return inSlacksWords(parsed.error, content, '/view');
  const blocks = isObject(content) ? objectsOf(content['blocks']) : [];
  return [
    ...repeatedIds(blocks).map(
      ({ text, pointer }) => `${text} [json-pointer:/view/blocks${pointer}]`,
    ),
    ...(type === 'modal' ? inputsWithoutSubmit(content, blocks) : []),
  ];
}

function inputsWithoutSubmit(content: unknown, blocks: readonly Json[]): string[] {
  if (isObject(content) && content['submit'] !== undefined) return [];
  return blocks.flatMap(({ type }, index) =>
    type === 'input'
      ? [
          `must define \`submit\` to use an \`input\` block in modals [json-pointer:/view/blocks/${index}/input]`,
        ]
      : [],
  );
}

/** More than one table in a message is an error of its own. */
export function hasTwoTables(blocks: readonly Json[]): boolean {
  return blocks.filter(({ type }) => type === 'table').length > 1;
}
