/** What a test that needs something that may be missing on this machine is to do. */
export type OptionalVerdict<T> =
  | { readonly kind: 'run'; readonly part: T }
  | { readonly kind: 'skip'; readonly why: string }
  | { readonly kind: 'fail'; readonly why: string };

export interface OptionalPart<T> {
  /** What was found; undefined if it is not here. */
  readonly found: T | undefined;
  /** As it begins a sentence: `No browser is installed`. */
  readonly missing: string;
  /** As it ends that: `install Chromium`. */
  readonly remedy: string;
}

/**
 * Where nobody watches (`CI=true`), a part that is missing is a failure: a skip would pass for a
 * test that ran. Elsewhere the test is skipped, with the reason.
 */
export function optionalVerdict<T>(
  { found, missing, remedy }: OptionalPart<T>,
  environment: Readonly<Record<string, string | undefined>>,
): OptionalVerdict<T> {
  if (found !== undefined) return { kind: 'run', part: found };
  const why = `${missing}: ${remedy}.`;
  return { kind: environment['CI'] === 'true' ? 'fail' : 'skip', why };
}

/** The part; throws where it must not be missing, and is undefined where the test is to be skipped. */
export function optionalPart<T>(part: OptionalPart<T>): T | undefined {
  const verdict = optionalVerdict(part, process.env);
  if (verdict.kind === 'fail') throw new Error(verdict.why);
  return verdict.kind === 'run' ? verdict.part : undefined;
}
