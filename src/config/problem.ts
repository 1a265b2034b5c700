/** One mistake in the configuration, worded for the person who has to mend it. */
export interface ConfigProblem {
  /** Where: `clusters.orders.nodes.s1.port`, or the name of an environment variable. */
  readonly path: string;
  /** 1-based line in the file, if the mistake stands in one. */
  readonly line: number | null;
  /** What is wrong, with the value unless it is secret, and what would be right. */
  readonly message: string;
}

export function formatProblem(problem: ConfigProblem, file: string): string {
  const place = problem.line === null ? '' : ` (${file}:${problem.line})`;
  return `${problem.path}${place}: ${problem.message}`;
}

/** Keys whose values are never shown, wherever they stand. */
const secretKey = /password|token|secret|url|passphrase|key$/i;

/** Values that hold a secret wherever they stand: a URL with one, one of Slack's tokens, an option. */
const secretValue = /:\/\/[^/]*@|\bxox[a-z]-|\bxapp-|(?:passw\w*|token|secret)["']?\s*[=:]/i;

/** The value as it may be shown in a message: short, on one line, and never a secret. */
export function showValue(path: readonly PropertyKey[], value: unknown): string {
  if (path.some((part) => typeof part === 'string' && secretKey.test(part))) return '(not shown)';
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  if (secretValue.test(text)) return '(not shown)';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
