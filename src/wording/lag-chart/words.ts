import type { EpochMs } from '../../replication/observation.js';
import { shortTime } from '../lag-words.js';
import { formatBytes } from '../units.js';
import type { LagChart, LagPanel, LagSeries, Measure } from './model.js';
import { unbroken } from './series.js';
import { clockTime, zoneName } from './zone.js';

/** A figure with its unit. */
export function measured(value: number, measure: Measure): string {
  return measure === 'time' ? shortTime(value) : formatBytes(value);
}

/** A moment of the day, without seconds; with its date for pictures of more than a day. */
export function momentIn(at: EpochMs, timeZone: string, withDate: boolean): string {
  const [date = '', time = ''] = clockTime(at, timeZone).split('T');
  return `${withDate ? `${date} ` : ''}${time.slice(0, 5)}`;
}

/** The span of a picture: `2026-03-01 02:10 to 03:10 UTC`. */
export function spanIn(from: EpochMs, to: EpochMs, timeZone: string): string {
  const begin = momentIn(from, timeZone, true);
  const sameDay = begin.slice(0, 10) === momentIn(to, timeZone, true).slice(0, 10);
  const [first, last] = [zoneName(from, timeZone), zoneName(to, timeZone)];
  // The clocks were put on or back in between.
  const zone = first === last ? '' : ` ${first}`;
  return `${begin}${zone} to ${momentIn(to, timeZone, !sameDay)} ${last}`;
}

/** What a picture says, in one sentence: who was worst, how far behind, when, and what is missing. */
export function altTextOf(chart: Omit<LagChart, 'altText'>, cluster: string): string {
  const { from, to, panels, timeZone } = chart;
  const about = `Lag of the standbys of ${cluster} from ${spanIn(from, to, timeZone)}`;
  const told = worstOf(panels, to - from > 86_400_000, timeZone);
  if (told.length === 0) return `${about}: nothing is known of that time.`;
  const missing = panels.some(({ series }) => series.some((each) => hasGap(each, chart)));
  const gap = missing ? '; part of the time nothing is known, and nothing is drawn there' : '';
  return `${about}: ${told.join('; ')}${gap}.`;
}

/** The worst of each measure; what is of one standby and one moment is told together. */
export function worstOf(
  panels: readonly LagPanel[],
  isLong: boolean,
  timeZone: string,
): readonly string[] {
  const told = new Map<string, string[]>();
  for (const { series, measure } of panels) {
    const [worst] = series;
    if (worst === undefined) continue;
    const { value, at } = worst.worst;
    const figure = `${worst.atLeast ? 'at least ' : ''}${measured(value, measure)}`;
    const key =
      value === 0
        ? measure === 'time'
          ? 'no standby was ever behind in time'
          : 'no standby lacked any WAL'
        : `${worst.name} was % behind at worst, at ${momentIn(at, timeZone, isLong)} ${zoneName(at, timeZone)}`;
    told.set(key, [...(told.get(key) ?? []), figure]);
  }
  return [...told].map(([words, figures]) => words.replace('%', figures.join(' and ')));
}

function hasGap(
  series: LagSeries,
  { from, to, stepMs }: Pick<LagChart, 'from' | 'to' | 'stepMs'>,
): boolean {
  const pieces = unbroken(series, stepMs);
  const first = pieces[0]?.[0]?.at ?? to;
  const last = pieces.at(-1)?.at(-1)?.at ?? from;
  // The newest span may not have been looked at yet.
  return pieces.length > 1 || first - from >= 2 * stepMs || to - last > 3 * stepMs;
}
