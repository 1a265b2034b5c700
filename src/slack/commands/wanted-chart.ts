import type { Measure } from '../../wording/lag-chart/model.js';
import { chartReport } from '../../wording/lag-chart/report.js';
import { safeName } from '../../wording/safe-text.js';
import type { Answer } from '../blocks/answer.js';
import type { Asked, Known } from './asked.js';
import { answered } from './asked.js';
import { findCluster, refusalInWords, unknownCluster } from './names.js';

const units: Readonly<Record<string, number>> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** `6 hours` is what `6h` is. */
const inWords = /(\d)\s*(min|m|h|d|w)(?:utes?|s|ours?|rs?|ays?|eeks?)?(?=\s|$)/gi;

/** The spans that a picture may show, ms. */
const shortest = 10 * 60_000;
const longest = 90 * 86_400_000;

const measures: Readonly<Record<string, readonly Measure[]>> = {
  time: ['time'],
  bytes: ['bytes'],
};

/** What the words behind `lag` ask for. */
export type ChartWords =
  /** No picture: a cluster alone, or nothing. */
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly answer: Answer }
  | {
      readonly kind: 'wanted';
      readonly cluster: string;
      readonly spanMs: number;
      readonly measures: readonly Measure[];
      /** The words that ask for the same again. */
      readonly request: string;
    };

/** Reads `orders 6h`, `orders 6h bytes`, or `6h` where there is one cluster. */
export function chartWords(rest: string, known: Pick<Known, 'fleet' | 'command'>): ChartWords {
  const { fleet, command } = known;
  const refused = (answer: Answer): ChartWords => ({ kind: 'refused', answer });
  if (rest === '' || findCluster(rest, fleet) !== undefined) return { kind: 'none' };
  const words = rest.replace(inWords, '$1$2').split(' ');
  const shown = measures[words.at(-1)?.toLowerCase() ?? ''];
  if (shown !== undefined) words.pop();
  const typed = words.at(-1) ?? '';
  if (!/^\d/.test(typed) || findCluster(words.join(' '), fleet) !== undefined) {
    if (shown !== undefined) return refused(howTo('Say for how long', command));
    const [first = '', ...further] = words;
    return findCluster(first, fleet) === undefined
      ? { kind: 'none' }
      : refused(howTo(`${safeName(further.join(' '))} is no span`, command));
  }
  words.pop();
  const spanMs = spanOf(typed);
  if (spanMs === null) {
    return refused(howTo(`${safeName(typed)} is no span from 10m to 90d`, command));
  }
  const name = words.join(' ');
  const [only, ...others] = fleet.clusters;
  const cluster = name === '' && others.length === 0 ? only : findCluster(name, fleet);
  if (cluster === undefined) {
    return refused(name === '' ? howTo('Say which cluster', command) : unknownCluster(name, fleet));
  }
  return {
    kind: 'wanted',
    cluster: cluster.cluster,
    spanMs,
    measures: shown ?? ['time', 'bytes'],
    request: `lag ${cluster.cluster} ${typed}${shown === undefined ? '' : ` ${String(shown[0])}`}`,
  };
}

/** A picture of lag; null for what asks for none. */
export function wantedChart(rest: string, known: Known): Asked | null {
  const wanted = chartWords(rest, known);
  if (wanted.kind === 'none') return null;
  if (wanted.kind === 'refused') return answered(wanted.answer);
  const { cluster, spanMs, measures: shown, request } = wanted;
  const span = { from: known.now - spanMs, to: known.now };
  return {
    kind: 'read',
    read: async (records) => {
      const timeZone = known.timeZone?.() ?? null;
      const chart = await records.lagChart({ cluster, ...span, measures: shown, timeZone });
      return {
        summary: chart.altText,
        sections: chartReport(chart),
        request,
        shareable: true,
        chart,
      };
    },
  };
}

function spanOf(typed: string): number | null {
  const [, figure = '', unit = ''] = /^(\d+(?:\.\d+)?)([a-z]+)$/i.exec(typed) ?? [];
  const ms = Number(figure) * (units[unit.toLowerCase()] ?? Number.NaN);
  return ms >= shortest && ms <= longest ? ms : null;
}

function howTo(what: string, command: string): ReturnType<typeof refusalInWords> {
  return refusalInWords(
    `${what}: for example \`${command} lag orders 6h\`, where \`orders\` is a cluster.`,
    'A span is written `10m`, `6h`, `14d`, from 10 minutes to 90 days; `time` or `bytes` behind it shows that alone.',
  );
}
