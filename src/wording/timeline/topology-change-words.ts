import type { TopologyChange } from '../../replication/findings/model.js';
import { safeName } from '../safe-text.js';

/** A change of a node's role or timeline, in a sentence. */
export function topologyChangeWords(change: TopologyChange): string {
  const node = safeName(change.node);
  if (change.kind === 'timeline') {
    return `${node} went from timeline ${change.from} to timeline ${change.to}.`;
  }
  return change.to === 'primary'
    ? `${node} was promoted: it was a standby and is a primary now.`
    : `${node} was a primary and is a standby now.`;
}
