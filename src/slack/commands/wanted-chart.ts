import type { Measure } from '../../wording/lag-chart/model.js';
import { chartReport } from '../../wording/lag-chart/report.js';
import { safeName } from '../../wording/safe-text.js';
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

/**
 * A picture of lag: `orders 6h`, `orders 6h bytes`, or `6h` where there is one cluster. Null for what
 * asks for none: a cluster alone, or nothing.
 */
export function wantedChart(rest: string, known: Known): Asked | null {
  const { fleet, command, now } = known;
  if (rest === '' || findCluster(rest, fleet) !== undefined) return null;
  const words = rest.replace(inWords, '$1$2').split(' ');
  const shown = measures[words.at(-1)?.toLowerCase() ?? ''];
  if (shown !== undefined) words.pop();
  const typed = words.at(-1) ?? '';
  if (!/^\d/.test(typed) || findCluster(words.join(' '), fleet) !== undefined) {
    if (shown !== undefined) return answered(howTo('Say for how long', command));
    const [first = '', ...further] = words;
    return findCluster(first, fleet) === undefined
      ? null
      : answered(howTo(`${safeName(further.join(' '))} is no span`, command));
  }
  words.pop();
  const spanMs = spanOf(typed);
  if (spanMs === null) {
    return answered(howTo(`${safeName(typed)} is no span from 10m to 90d`, command));
  }
  const name = words.join(' ');
  const [only, ...others] = fleet.clusters;
  const cluster = name === '' && others.length === 0 ? only : findCluster(name, fleet);
  if (cluster === undefined) {
    return answered(
      name === '' ? howTo('Say which cluster', command) : unknownCluster(name, fleet),
    );
  }
  const request = { cluster: cluster.cluster, from: now - spanMs, to: now };
  return {
    kind: 'read',
    read: async (records) => {
      const chart = await records.lagChart({ ...request, measures: shown ?? ['time', 'bytes'] });
      return {
        summary: chart.altText,
        sections: chartReport(chart),
        request: `lag ${cluster.cluster} ${typed}${shown === undefined ? '' : ` ${String(shown[0])}`}`,
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
