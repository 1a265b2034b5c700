import type { DoctorReport } from '../../operations/doctor/report.js';
import { doctorPages } from '../../wording/doctor/doctor-pages.js';
import { countsOf, doctorFleet, doctorHead } from '../../wording/doctor/doctor-sections.js';
import { scoreWords } from '../../wording/doctor/score.js';
import { safeName } from '../../wording/safe-text.js';
import { line, section } from '../../wording/sections.js';
import { formatCount } from '../../wording/units.js';
import type { Answer } from '../blocks/answer.js';
import { answered, type Asked, type Known } from './asked.js';
import { findCluster, refusalInWords, unknownCluster } from './names.js';

/** How old a report may be of which somebody turns the pages, ms. */
const leafMs = 5 * 60_000;

/** How ready a cluster is, or each of them: examined now. A further page is of what was found last. */
export function examination(rest: string, known: Known): Asked {
  const { fleet } = known;
  const [only] = fleet.clusters;
  if (rest === '' && (fleet.clusters.length !== 1 || only === undefined))
    return everyCluster(known);
  const { name, page } = wanted(rest === '' ? (only?.cluster ?? '') : rest, known);
  const cluster = findCluster(name, fleet)?.cluster;
  if (cluster === undefined) return answered(unknownCluster(name, fleet));
  return {
    kind: 'read',
    read: async ({ doctor }) => {
      const now = known.now;
      const last = page > 1 ? doctor.last(cluster) : null;
      const isFresh = last !== null && now - last.at < leafMs;
      const report = isFresh ? last : await doctor.examine(cluster);
      return report === null ? unexamined(cluster) : pageOf(report, page, now);
    },
  };
}

/** `orders 2` is a page, unless a cluster is called so. */
function wanted(rest: string, { fleet }: Known): { readonly name: string; readonly page: number } {
  const match = /^(.+?)\s+([1-9]\d{0,2})$/.exec(rest);
  if (match === null || findCluster(rest, fleet) !== undefined) return { name: rest, page: 1 };
  return { name: match[1] ?? rest, page: Number(match[2]) };
}

function pageOf(report: DoctorReport, wantedPage: number, askedAt: number): Answer {
  const pages = doctorPages(report);
  const page = Math.min(wantedPage, pages.length);
  const request = `doctor ${report.cluster}`;
  const now = Math.max(askedAt, report.at);
  const foot =
    pages.length === 1 ? [] : [section({ lines: [line(`Page ${page} of ${pages.length}.`)] })];
  return {
    summary: `${safeName(report.cluster)}${report.score === null ? ':' : ' is at'} ${scoreWords(report)}. ${countsOf(report)}`,
    sections: [doctorHead(report, now), ...(pages[page - 1] ?? []), ...foot],
    request: page === 1 ? request : `${request} ${page}`,
    earlier: page > 1 ? `${request} ${page - 1}` : null,
    later: page < pages.length ? `${request} ${page + 1}` : null,
    shareable: true,
  };
}

function everyCluster({ fleet, now, command }: Known): Asked {
  return {
    kind: 'read',
    read: async ({ doctor }) => {
      const found = await Promise.all(
        fleet.clusters.map(async ({ cluster }) => ({
          cluster,
          report: await doctor.examine(cluster),
        })),
      );
      const reports = found.flatMap(({ report }) => report ?? []);
      const missing = found.flatMap(({ cluster, report }) => (report === null ? [cluster] : []));
      const latest = Math.max(now, ...reports.map(({ at }) => at));
      return {
        summary: `How ready ${formatCount(reports.length, 'cluster is', 'clusters are')}, the worst first.`,
        sections: doctorFleet(reports, latest, command, missing),
        request: 'doctor',
        shareable: true,
      };
    },
  };
}

function unexamined(cluster: string): Answer {
  return refusalInWords(
    `${safeName(cluster)} could not be examined.`,
    'pgrepl has not seen it yet, or an error of its own kept it from looking: its log says more. Try again in a moment.',
  );
}
