import type { EpochMs } from '../../replication/observation.js';

/** A moment as PostgreSQL reads it, to the millisecond. Rejects what is no moment (`RangeError`). */
export function iso(at: EpochMs): string;
export function iso(at: EpochMs | null): string | null;
export function iso(at: EpochMs | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** For each key the last one said, in the order in which the keys were first said. */
export function lastOf<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const byKey = new Map<string, T>();
  for (const item of items) byKey.set(key(item), item);
  return [...byKey.values()];
}

/** For each key the first one said, in order. */
export function firstOf<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const byKey = new Map<string, T>();
  for (const item of items) if (!byKey.has(key(item))) byKey.set(key(item), item);
  return [...byKey.values()];
}
