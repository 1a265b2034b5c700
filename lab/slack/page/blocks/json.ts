/**
 * Reading JSON that came from an app: nothing about its shape is taken for granted, so that a
 * malformed block shows as far as it can be read and breaks nothing.
 */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

export function objects(value: unknown): readonly Json[] {
  return list(value).filter(isObject);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function stringOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

export function strings(value: unknown): readonly string[] {
  return list(value).filter((item) => typeof item === 'string');
}

/** The text of a text object, or of a plain string. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : string(object(value)['text']);
}
