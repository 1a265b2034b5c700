import type { z } from 'zod';

/** What a schema found, in the words and with the JSON pointers that Slack uses. */
export function inSlacksWords(error: z.ZodError, value: unknown, root: string): string[] {
  return error.issues.flatMap((issue) =>
    describe(issue, value).map(
      ({ text, path }) => `${text} [json-pointer:${root}${pointer(path)}]`,
    ),
  );
}

interface Problem {
  readonly text: string;
  readonly path: readonly PropertyKey[];
}

function describe(issue: z.core.$ZodIssue, root: unknown): Problem[] {
  const { path } = issue;
  switch (issue.code) {
    case 'invalid_type':
      return [missing(path, root) ?? { text: mustProvide(issue.expected), path }];
    case 'invalid_value':
      return [missing(path, root) ?? { text: 'must be a valid enum value', path }];
    case 'invalid_union':
      return [missing(path, root) ?? { text: `unsupported type: ${shown(path, root)}`, path }];
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ text: `invalid additional property: ${key}`, path }));
    case 'too_big':
      return [{ text: tooBig(issue.origin, Number(issue.maximum)), path }];
    case 'too_small':
      return [{ text: tooSmall(issue.origin, Number(issue.minimum)), path }];
    case 'invalid_format':
      return [{ text: issue.format === 'url' ? 'invalid url' : 'failed to match pattern', path }];
    case 'custom':
      return [{ text: issue.message, path }];
    default:
      return [{ text: 'failed to match schema', path }];
  }
}

function tooBig(origin: string, most: number): string {
  if (origin === 'string') return `must be less than ${most + 1} characters`;
  if (origin === 'array') return `no more than ${most} items allowed`;
  return `must be at most ${most}`;
}

function tooSmall(origin: string, least: number): string {
  if (origin === 'string') return `must be more than ${least - 1} characters`;
  if (origin === 'array') return `no fewer than ${least} items allowed`;
  return `must be at least ${least}`;
}

function mustProvide(expected: string): string {
  return `must provide ${/^[aeio]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

/** Slack points at the object that lacks the field. */
function missing(path: readonly PropertyKey[], root: unknown): Problem | null {
  if (path.length === 0 || at(path, root) !== undefined) return null;
  return { text: `missing required field: ${String(path.at(-1))}`, path: path.slice(0, -1) };
}

function shown(path: readonly PropertyKey[], root: unknown): string {
  const value = at(path, root);
  return typeof value === 'string' ? value : typeof value;
}

function at(path: readonly PropertyKey[], root: unknown): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key)}`).join('');
}
