import type { ChangeBurst } from '../incidents/role-changes.js';
import { operationName } from './operation-words.js';
import { safeName } from './safe-text.js';
import { lineAt, type Line } from './sections.js';

/** Of a cluster with hundreds of nodes the first changes are told: the promotion is among them. */
const mostTexts = 6;

/** Which roles and timelines changed, a line for what changed together. */
export function roleChangeLines(bursts: readonly ChangeBurst[]): readonly Line[] {
  return bursts.map(({ cluster, at, texts, during }) => {
    const rest = texts.length - mostTexts;
    const told = [
      ...texts.slice(0, mostTexts),
      ...(rest > 0 ? [`${rest === 1 ? 'One more change' : `${rest} more changes`} with it.`] : []),
      ...duringWords(during),
    ];
    return lineAt(at, `${safeName(cluster)}: ${told.join(' ')}`);
  });
}

function duringWords(during: ChangeBurst['during']): readonly string[] {
  if (during === 'unknown') return [];
  return [
    during === 'none' ? 'No operation of pgrepl did this.' : `During ${operationName(during)}.`,
  ];
}
