import { loadConfig, type LoadResult } from '../load.js';
import type { AppConfig } from '../model.js';
import { formatProblem } from '../problem.js';

export const load = (text: string, environment: Record<string, string> = {}): LoadResult =>
  loadConfig({ text, environment, defaultStoreDirectory: '/somewhere/store' });

/** A configuration that a test knows to be right. @throws what is wrong with it all the same */
export function good(text: string, environment: Record<string, string> = {}): AppConfig {
  const result = load(text, environment);
  if (!result.ok) throw new Error(result.problems.map((p) => formatProblem(p, 'f')).join('\n'));
  return result.config;
}

/** What is told of the mistakes in a file `pgrepl.yaml`; nothing for one that is right. */
export function messages(text: string, environment: Record<string, string> = {}): string[] {
  const result = load(text, environment);
  return result.ok ? [] : result.problems.map((p) => formatProblem(p, 'pgrepl.yaml'));
}
