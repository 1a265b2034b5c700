declare const lsnBrand: unique symbol;

/**
 * A WAL position: a byte offset into the write-ahead log, PostgreSQL's `pg_lsn`.
 * Kept as a bigint, because 64 bits do not fit a number exactly.
 */
export type Lsn = bigint & { readonly [lsnBrand]: true };

const pattern = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/;

/** Reads PostgreSQL's text form (`16/B374D848`); `undefined` for anything else. */
export function parseLsn(text: string): Lsn | undefined {
  const match = pattern.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return ((BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`)) as Lsn;
}

/** Writes a position as PostgreSQL prints it: two upper-case hexadecimal halves, no padding. */
export function formatLsn(lsn: Lsn): string {
  const half = (value: bigint): string => value.toString(16).toUpperCase();
  return `${half(lsn >> 32n)}/${half(lsn & 0xffff_ffffn)}`;
}

/**
 * Bytes of WAL from `from` up to `to`; negative when `to` lies before `from`, as
 * `pg_wal_lsn_diff(to, from)` has it. Exact up to 2^53 bytes, which is 8 PiB of WAL.
 */
export function lsnDiffBytes(to: Lsn, from: Lsn): number {
  return Number(to - from);
}

/** The position that lies so many bytes before this one. */
export function lsnBefore(lsn: Lsn, bytes: bigint): Lsn {
  return (lsn - bytes) as Lsn;
}

/** The later of two positions; a missing one loses against any other. */
export function maxLsn(a: Lsn | null, b: Lsn | null): Lsn | null {
  if (a === null) return b;
  if (b === null) return a;
  return a > b ? a : b;
}
