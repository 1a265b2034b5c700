/** What the file may refer to: the environment as plain values. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface MissingVariable {
  readonly path: readonly PropertyKey[];
  readonly name: string;
}

const reference = /\$(?:\$|\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every string of `value`; `$$` stands for a dollar.
 * Variables that are not set are reported, all of them, and left out.
 */
export function interpolate(
  value: unknown,
  environment: Environment,
  missing: MissingVariable[],
  path: readonly PropertyKey[] = [],
): unknown {
  if (typeof value === 'string') {
    return value.replace(reference, (whole, name?: string, fallback?: string) => {
      if (name === undefined) return whole === '$$' ? '$' : whole;
      const found = environment[name];
      if (found !== undefined && found !== '') return found;
      if (fallback !== undefined) return fallback;
      missing.push({ path, name });
      return '';
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => interpolate(item, environment, missing, [...path, index]));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        interpolate(item, environment, missing, [...path, key]),
      ]),
    );
  }
  return value;
}
