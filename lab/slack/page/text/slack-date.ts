/**
 * How Slack shows `<!date^…>`: in the reader's own time zone and language. "Today" has a capital
 * where the format begins with it, even in the middle of a sentence, as Slack does it; a zero-width
 * space before it prevents that.
 */
export function formatSlackDate(
  epochS: number,
  format: string,
  nowMs: number,
  locale?: string,
): string {
  const date = new Date(epochS * 1000);
  const show = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, options).format(date);
  const year = 'numeric';
  const day = 'numeric';
  const plain = {
    date_num: isoDay(date),
    date_slash: show({ year, month: '2-digit', day: '2-digit' }),
    date: show({ year, month: 'long', day }),
    date_short: show({ year, month: 'short', day }),
    date_long: show({ weekday: 'long', year, month: 'long', day }),
    date_long_full: show({ year, month: 'long', day }),
    time: show({ hour: 'numeric', minute: '2-digit' }),
    time_secs: show({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    ago: ago(nowMs - epochS * 1000, locale),
  };
  return format.replace(/\{(\w+)\}/g, (token: string, name: string, offset: number) => {
    if (name === 'day_divider_pretty') {
      return relativeDay(date, nowMs, locale, offset === 0) ?? plain.date_long;
    }
    if (name.endsWith('_pretty')) {
      const long = Object.entries(plain).find(([key]) => key === name.slice(0, -'_pretty'.length));
      return relativeDay(date, nowMs, locale, offset === 0) ?? long?.[1] ?? token;
    }
    return Object.entries(plain).find(([key]) => key === name)?.[1] ?? token;
  });
}

/** "today", "yesterday" or "tomorrow" in the reader's language; null for any other day. */
export function relativeDay(
  date: Date,
  nowMs: number,
  locale?: string,
  capital = false,
): string | null {
  const days = Math.round((midnight(date) - midnight(new Date(nowMs))) / 86_400_000);
  if (Math.abs(days) > 1) return null;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
  return capital ? words.charAt(0).toLocaleUpperCase() + words.slice(1) : words;
}

/** `elapsedMs` in the largest unit that it fills, as in "3 minutes ago". */
export function ago(elapsedMs: number, locale?: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const elapsedS = elapsedMs / 1000;
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  for (const [unit, seconds] of units) {
    if (Math.abs(elapsedS) >= seconds) return words.format(-Math.trunc(elapsedS / seconds), unit);
  }
  return words.format(-Math.trunc(elapsedS), 'second');
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function isoDay(date: Date): string {
  const pad = (value: number, length: number): string => String(value).padStart(length, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}
