import { isObject, type Json, objectOf, objectsOf, stringOf } from '../json.js';

/**
 * What Slack would find wrong with the files that blocks show. Slack works on a file for a while
 * after it was handed over; until then it is as invalid as one that there is not.
 */
export function fileProblems(
  blocks: readonly Json[],
  mayShow: (fileId: string) => boolean,
): string[] {
  return blocks.flatMap((block, index) => [
    ...problem(block, `/blocks/${index}`, mayShow),
    ...problem(objectOf(block['accessory']), `/blocks/${index}/accessory`, mayShow),
    ...objectsOf(block['elements']).flatMap((element, place) =>
      problem(element, `/blocks/${index}/elements/${place}`, mayShow),
    ),
  ]);
}

function problem(block: Json, pointer: string, mayShow: (fileId: string) => boolean): string[] {
  const file = block['slack_file'];
  if (block['type'] !== 'image' || !isObject(file)) return [];
  const id = stringOf(file['id']);
  return id !== null && mayShow(id)
    ? []
    : [`invalid slack file [json-pointer:${pointer}/slack_file]`];
}
