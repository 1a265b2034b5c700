const sizeUnits: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

const timeUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const pattern = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/;

function parseWithUnit(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = pattern.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const factor = units[match[2]];
  const value = factor === undefined ? Number.NaN : Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Bytes from a size with PostgreSQL's units (`16MB`, `1.5 GB`); `undefined` if it is none. */
export function parseSizeBytes(text: string): number | undefined {
  return parseWithUnit(text, sizeUnits);
}

/** Milliseconds from a duration with PostgreSQL's units (`500ms`, `30s`, `5min`, `1h`, `1d`). */
export function parseDurationMs(text: string): number | undefined {
  return parseWithUnit(text, timeUnits);
}
