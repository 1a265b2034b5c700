import type { LeftToDo } from '../operations/model.js';
import { safeName } from './safe-text.js';
import { section, type Section } from './sections.js';

/** A section for each thing that is left to a person, with the commands as they are to be run. */
export function leftToDoSections(left: readonly LeftToDo[], heading: string): readonly Section[] {
  return left.map(({ node, words, commands }, index) =>
    section({
      title: index === 0 ? `${heading}: ${safeName(node)}` : safeName(node),
      detail: words,
      preformatted: commands,
    }),
  );
}
