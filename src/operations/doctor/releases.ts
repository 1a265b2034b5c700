/**
 * The newest minor version of each major when this pgrepl was made, and the last day on which the
 * major is mended (postgresql.org/support/versioning).
 */
const releases: ReadonlyMap<number, readonly [minor: number, endOfLife: string]> = new Map([
  [9, [24, '2021-11-11']],
  [10, [23, '2022-11-10']],
  [11, [22, '2023-11-09']],
  [12, [22, '2024-11-21']],
  [13, [23, '2025-11-13']],
  [14, [23, '2026-11-12']],
  [15, [18, '2027-11-11']],
  [16, [14, '2028-11-09']],
  [17, [10, '2029-11-08']],
  [18, [4, '2030-11-14']],
]);

/** Null for a major that is newer than this pgrepl. */
export function newestMinorOf(major: number): number | null {
  return releases.get(major)?.[0] ?? null;
}

/** Milliseconds since the epoch; null for a major that is newer than this pgrepl. */
export function endOfLifeOf(major: number): number | null {
  const [, day] = releases.get(major) ?? [];
  return day === undefined ? null : Date.parse(`${day}T00:00:00Z`);
}

/** `server_version_num` is 180004 for 18.4 and 90624 for 9.6.24. */
export function minorOf(versionNum: number): number {
  return versionNum % (versionNum >= 100_000 ? 10_000 : 100);
}
