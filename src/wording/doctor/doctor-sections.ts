import type { DoctorVerdict } from '../../operations/doctor/model.js';
import type { StandbyReadiness } from '../../operations/doctor/readiness.js';
import type { DoctorReport } from '../../operations/doctor/report.js';
import type { EpochMs } from '../../replication/observation.js';
import { listNames, safeName } from '../safe-text.js';
import { line, lineOn, section, type Line, type Mark, type Section } from '../sections.js';
import { formatCount, formatDuration } from '../units.js';
import { byScore, scoreWords } from './score.js';
import { doctorLines, type DoctorLine } from './doctor-lines.js';

/** How ready a whole set-up is, in the first lines of its report. */
export function doctorHead(report: DoctorReport, now: EpochMs): Section {
  const { surveyed, unseen, readiness } = report;
  const nodes = surveyed.length + unseen.length;
  return section({
    title: safeName(report.cluster),
    detail: `${scoreWords(report)} · ${surveyed.length} of ${formatCount(nodes, 'node')} surveyed ${formatDuration(Math.max(0, now - report.at))} ago`,
    mark: scoreMark(report),
    lines: [
      line(
        `${countsOf(report)} ${report.passed} of ${formatCount(report.checks, 'check')} that apply pass.`,
      ),
      ...readiness.map(readinessLine),
      ...unseen.map(({ node, why }) =>
        lineOn(safeName(node), `was not surveyed: it ${why}.`, 'unknown'),
      ),
    ],
  });
}

/** By the worst that was found. */
export function scoreMark({ troubles, score }: DoctorReport): Mark {
  if (troubles.some(({ verdict }) => verdict === 'fail')) return 'critical';
  if (troubles.some(({ verdict }) => verdict === 'warn')) return 'warning';
  return score === null ? 'unknown' : 'ok';
}

/** `1 fails, 2 warn, 3 are advice.` */
export function countsOf({ troubles, score, surveyed }: DoctorReport): string {
  const count = (verdict: DoctorVerdict): number =>
    new Set(troubles.filter((each) => each.verdict === verdict).map(({ check }) => check)).size;
  const [fails, warns, advised] = [count('fail'), count('warn'), count('advice')];
  if (fails + warns + advised === 0) {
    if (surveyed.length === 0) return 'Nothing was seen of it.';
    return score === null ? 'Nothing is wrong with what was seen.' : 'Nothing is wrong.';
  }
  return `Of the checks ${fails} ${fails === 1 ? 'fails' : 'fail'}, ${warns} ${warns === 1 ? 'warns' : 'warn'} and ${advised} ${advised === 1 ? 'advises' : 'advise'}.`;
}

function readinessLine({
  node,
  ready,
  score,
  objections,
  impossible,
  behind,
}: StandbyReadiness): Line {
  const name = safeName(node);
  if (behind !== null) {
    return lineOn(name, `is fed by ${safeName(behind)}, which would take over before it.`);
  }
  if (impossible !== null) {
    return lineOn(name, `could not take over now: ${impossible}`, 'critical');
  }
  const [first] = objections;
  if (!ready) {
    const why = first?.evidence ?? '';
    return lineOn(name, `${score} of 100, could not take over now: ${why}`, 'critical');
  }
  const count = objections.length;
  return count === 0
    ? lineOn(name, `${score} of 100, could take over now.`, 'ok')
    : lineOn(
        name,
        `${score} of 100, could take over now; ${formatCount(count, 'check')} of its preflight ${count === 1 ? 'warns' : 'warn'}.`,
        'ok',
      );
}

/** What could not be seen, and which grant would show it: a line for each grant. */
export function hiddenLines({ hidden }: DoctorReport): readonly Line[] {
  const grants = grouped(hidden, ({ remedy }) => remedy ?? '');
  return [...grants].map(([grant, results]) => {
    const checks = [...new Set(results.map(({ check }) => check))];
    const nodes = [...new Set(results.flatMap(({ node }) => node ?? []))];
    return lineOn(checks.join(', '), `not visible on ${listNames(nodes)}. ${grant}`, 'unknown');
  });
}

/** Lines under their headings. */
export function sectionsOf(lines: readonly DoctorLine[]): readonly Section[] {
  const titled = grouped(lines, ({ title }) => title);
  return [...titled].map(([title, under]) =>
    section({ title, lines: under.map((each) => each.line) }),
  );
}

/** The whole report, for a place without pages. */
export function doctorSections(report: DoctorReport, now: EpochMs): readonly Section[] {
  const hidden = hiddenLines(report);
  return [
    doctorHead(report, now),
    ...sectionsOf(doctorLines(report)),
    ...(hidden.length === 0 ? [] : [section({ title: 'Not visible to pgrepl', lines: hidden })]),
  ];
}

/**
 * Every cluster in a line, the worst first, and before them those without a score.
 *
 * @param missing clusters that could not be examined at all
 */
export function doctorFleet(
  reports: readonly DoctorReport[],
  now: EpochMs,
  ask: string,
  missing: readonly string[] = [],
): readonly Section[] {
  const sorted = reports.toSorted(byScore);
  const oldest = Math.min(now, ...reports.map(({ at }) => at));
  return [
    section({
      title: 'Readiness of every cluster',
      detail: `surveyed ${formatDuration(Math.max(0, now - oldest))} ago`,
      lines: [
        ...missing.map((cluster) => lineOn(safeName(cluster), 'could not be examined.', 'unknown')),
        ...sorted.map((report) => {
          const unready = report.readiness
            .filter(({ ready, behind }) => !ready && behind === null)
            .map(({ node }) => node);
          const who = unready.length === 0 ? '' : ` ${listNames(unready)} could not take over now.`;
          return lineOn(
            safeName(report.cluster),
            `${scoreWords(report)}. ${countsOf(report)}${who}`,
            scoreMark(report),
          );
        }),
      ],
    }),
    section({ lines: [line(`\`${ask} doctor <cluster>\` says of one what, why and what to do.`)] }),
  ];
}

function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
