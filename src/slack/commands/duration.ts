const units: Readonly<Record<string, number>> = {
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  w: 7 * 86_400_000,
  week: 7 * 86_400_000,
  weeks: 7 * 86_400_000,
};

const piece = /^(\d{1,6}(?:\.\d{1,3})?)([a-z]+)/i;

/** A duration as people type it (`30m`, `1h30m`, `2d`), ms; undefined for anything else. */
export function typedDuration(text: string): number | undefined {
  let rest = text;
  let ms = 0;
  while (rest !== '') {
    const [whole = '', amount = '', unit = ''] = piece.exec(rest) ?? [];
    const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
    if (whole === '' || factor === undefined) return undefined;
    ms += Math.round(Number(amount) * factor);
    rest = rest.slice(whole.length);
  }
  return text === '' ? undefined : ms;
}
