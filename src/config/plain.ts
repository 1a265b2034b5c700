/** A mistake that no single value shows. */
export interface CrossProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A block of the file as it was written, whatever its values are. */
export type Plain = Readonly<Record<string, unknown>>;

/** The value if it is a block; an empty one if it is none. */
export function plain(value: unknown): Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Plain)
    : {};
}
