import { type Json, objectOf, objectsOf, stringOf } from '../json.js';

/** A problem of several blocks together, at a JSON pointer relative to the list. */
export interface AcrossProblem {
  readonly text: string;
  readonly pointer: string;
}

/** The elements of a block that have an `action_id`. */
export function elementsOf(block: Json): readonly Json[] {
  return [
    ...objectsOf(block['elements']),
    ...(block['accessory'] === undefined ? [] : [objectOf(block['accessory'])]),
    ...(block['element'] === undefined ? [] : [objectOf(block['element'])]),
  ];
}

/** Block ids are unique among the blocks, and action ids within their block. */
export function repeatedIds(blocks: readonly Json[]): AcrossProblem[] {
  const problems: AcrossProblem[] = [];
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const blockId = stringOf(block['block_id']);
    if (blockId !== null && seen.has(blockId))
      problems.push({
        text: `block_id "${blockId}" already exists`,
        pointer: `/${index}/block_id`,
      });
    if (blockId !== null) seen.add(blockId);
    problems.push(...repeatedActions(block, index));
  }
  return problems;
}

function repeatedActions(block: Json, index: number): AcrossProblem[] {
  const ids = elementsOf(block).map((element) => stringOf(element['action_id']));
  return ids.flatMap((id, place) =>
    id !== null && ids.indexOf(id) < place
      ? [{ text: `action_id "${id}" already exists`, pointer: `/${index}/elements/${place}` }]
      : [],
  );
}

/** Markdown blocks share one limit of 12,000 characters, and charts come two to a message. */
export function tooManyTogether(blocks: readonly Json[]): AcrossProblem[] {
  const problems: AcrossProblem[] = [];
  const markdown = blocks.filter(({ type }) => type === 'markdown');
  const length = markdown.reduce((sum, { text }) => sum + (stringOf(text)?.length ?? 0), 0);
  if (length > 12_000)
    problems.push({ text: 'markdown blocks must be less than 12001 characters', pointer: '' });
  if (blocks.filter(({ type }) => type === 'data_visualization').length > 2)
    problems.push({ text: 'no more than 2 data_visualization blocks allowed', pointer: '' });
  return problems;
}
