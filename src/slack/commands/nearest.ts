import { distance } from 'fastest-levenshtein';

/** The candidates, the most alike first; those equally alike keep their order. */
export function nearestFirst(word: string, candidates: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, far: distance(wanted, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far)
    .map(({ candidate }) => candidate);
}

/** The candidate that was probably meant; undefined if none is alike. */
export function probablyMeant(word: string, candidates: readonly string[]): string | undefined {
  const [nearest] = nearestFirst(word, candidates);
  if (nearest === undefined || word === '') return undefined;
  const far = distance(word.toLowerCase(), nearest.toLowerCase());
  return far <= Math.max(2, Math.floor(nearest.length / 3)) ? nearest : undefined;
}
