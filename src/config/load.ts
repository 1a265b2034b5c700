import { closest, distance } from 'fastest-levenshtein';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { commandSecrets } from './command-secrets.js';
import { crossCheck } from './cross-checks.js';
import { readEnvironment } from './environment.js';
import { interpolate, type Environment, type MissingVariable } from './interpolate.js';
import type { AppConfig } from './model.js';
import { showValue, type ConfigProblem } from './problem.js';
import { resolveConfig } from './resolve.js';
import { file as fileSchema } from './schema.js';

export type LoadResult =
  | { readonly ok: true; readonly config: AppConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

export interface LoadInput {
  /** The text of `pgrepl.yaml`. */
  readonly text: string;
  readonly environment: Environment;
  /** Where the embedded store lives if nothing else is said. */
  readonly defaultStoreDirectory: string;
}

/** Reads the configuration. All mistakes are returned at once, in the order of the file. */
export function loadConfig(input: LoadInput): LoadResult {
  const lines = new LineCounter();
  const environment = readEnvironment(input.environment);
  const document = parseDocument(input.text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
  });
  const file = readDocument(document, lines);
  if (!file.ok) return { ok: false, problems: [...file.problems, ...environment.problems] };
  const { written } = file;
  const missing: MissingVariable[] = [];
  const raw = interpolate(written, input.environment, missing);
  const parsed = fileSchema.safeParse(raw ?? {});
  const found = [
    ...missing.map(({ path, name }) => ({
      path,
      message: `refers to \${${name}}, which is not set in the environment; set it, or write \${${name}:-a default}`,
    })),
    ...(parsed.success
      ? []
      : parsed.error.issues
          .filter((issue) => !missing.some(({ path }) => samePath(path, issue.path)))
          .flatMap((issue) => explain(issue, written))),
    ...crossCheck(raw),
  ];
  const problems = found.map(({ path, message }) => ({
    path: path.length === 0 ? 'the file' : path.map(String).join('.'),
    line: lineOf(document, lines, path),
    message,
  }));
  if (problems.length > 0 || environment.problems.length > 0 || !parsed.success) {
    problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return { ok: false, problems: [...problems, ...environment.problems] };
  }
  return {
    ok: true,
    config: resolveConfig(
      parsed.data,
      environment.values,
      input.defaultStoreDirectory,
      commandSecrets(written, input.environment),
    ),
  };
}

type WrittenFile =
  | { readonly ok: true; readonly written: unknown }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** The file as plain values, or what keeps it from being YAML. */
function readDocument(document: Document.Parsed, lines: LineCounter): WrittenFile {
  const problem = (line: number | null, message: string): ConfigProblem => ({
    path: 'the file',
    line,
    message,
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ code, message, pos }) =>
      problem(
        lines.linePos(pos[0]).line,
        code === 'MULTIPLE_DOCS'
          ? 'a second document begins here: write everything into one'
          : `this is not valid YAML: ${message}`,
      ),
    );
    return { ok: false, problems };
  }
  try {
    return { ok: true, written: document.toJS() };
  } catch (error) {
    // An alias without its anchor, or so many of them that they would fill the memory.
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [problem(null, `this is not valid YAML: ${reason}`)] };
  }
}

function samePath(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function explain(issue: z.core.$ZodIssue, written: unknown): readonly Mistake[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: unknownKey(key, issue.path),
    }));
  }
  // As written, so that what a variable stands for is never shown.
  const value = at(written, issue.path);
  const got = value === undefined ? 'is missing' : `${showValue(issue.path, value)} will not do`;
  return [{ path: issue.path, message: `${got}: ${remedy(issue)}` }];
}

function remedy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return issue.expected === 'object'
      ? 'write a block of "key: value" lines'
      : `write a ${issue.expected}`;
  }
  return issue.message;
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = knownKeys(path);
  const nearest = known.length === 0 ? undefined : closest(key, known);
  const hint =
    nearest !== undefined && distance(key, nearest) <= Math.max(2, key.length / 3)
      ? `did you mean "${nearest}"?`
      : `known here: ${known.join(', ')}`;
  return `is not a key that pgrepl knows; ${hint}`;
}

/** The keys that the schema has at this path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = fileSchema;
  for (const part of path) schema = child(schema, part);
  return Object.keys(shapeOf(schema) ?? {});
}

function child(schema: unknown, part: PropertyKey): unknown {
  const outer = unwrapped(schema);
  if (outer instanceof z.ZodRecord) return outer.valueType;
  return typeof part === 'string' ? shapeOf(outer)?.[part] : undefined;
}

/** The keys of an object schema, through `optional()`. */
function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const outer = unwrapped(schema);
  return outer instanceof z.ZodObject ? outer.shape : undefined;
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema;
}

function at(written: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = written;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part];
  }
  return value;
}

/** The line of the key that `path` ends in, or of the nearest part of it that stands in the file. */
function lineOf(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | null {
  let node: unknown = document.contents;
  let line: number | null = null;
  for (const part of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === part)
      : undefined;
    if (pair === undefined || !isScalar(pair.key) || !pair.key.range) return line;
    line = lines.linePos(pair.key.range[0]).line;
    node = pair.value;
  }
  return line;
}
