import { safeName } from './safe-text.js';

/** The line by which an incident of a cluster ends that is not configured any more. */
export function unwatchedWords(cluster: string): string {
  return `pgrepl no longer watches ${safeName(cluster)}, which is not in its configuration any more. This incident ends with that; what became of the trouble is not known.`;
}

/** The same, to stand behind the cluster's name. */
export function unwatchedVerdict(lasted: string): string {
  return `was not over after ${lasted}, when pgrepl stopped watching this cluster; what became of it is not known.`;
}
