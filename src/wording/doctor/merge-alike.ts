import type { DoctorResult } from '../../operations/doctor/model.js';
import { listNames, safeName } from '../safe-text.js';

/**
 * One result for those of one check that differ in nothing but the node's name: told of the first, and
 * of the others that it is the same there.
 */
export function mergeAlike(results: readonly DoctorResult[]): readonly DoctorResult[] {
  const groups = new Map<string, DoctorResult[]>();
  for (const result of results) {
    const key = JSON.stringify([result.check, result.verdict, shape(result)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const nodes = others.flatMap(({ node }) => node ?? []);
    if (nodes.length === 0) return [first, ...others];
    const same = listNames(nodes);
    const { remedy } = first;
    const isOfNode = remedy !== null && named(remedy, first.node) !== remedy;
    return [
      {
        ...first,
        evidence: `${first.evidence} The same holds for ${same}.`,
        remedy: isOfNode ? `${remedy} Likewise ${same}.` : remedy,
      },
    ];
  });
}

function shape({ evidence, remedy, node }: DoctorResult): readonly string[] {
  return [named(evidence, node), named(remedy ?? '', node)];
}

/** The text with a blank for the node's name, wherever it stands as a word. */
function named(text: string, node: string | null): string {
  if (node === null) return text;
  const name = safeName(node).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'), '\u0000');
}
