/** A JSON object whose content nobody has looked at yet. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object, and an empty one otherwise. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The objects among the elements of a list; none if it is not a list. */
export function objectsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
