import { worsening, type Baseline } from '../../operations/doctor/compare.js';
import type { DoctorReport } from '../../operations/doctor/report.js';
import { byScore, scoreWords } from '../doctor/score.js';
import { safeName, truncate } from '../safe-text.js';
import { formatCount } from '../units.js';

/** The examination of a day, and what the one before found; null where there was none. */
export interface SetUpDay {
  readonly report: DoctorReport;
  readonly before: Baseline | null;
}

const mostWorse = 5;
const mostScores = 6;
const maxWhy = 160;

/** What turned worse in the set-up of a cluster; nothing if nothing did, or not every node was seen. */
export function worseLines({ report, before }: SetUpDay): readonly string[] {
  if (before === null || report.score === null) return [];
  const { results } = worsening(before, report);
  if (results.length === 0) return [];
  const named = [
    ...new Set(
      results.map(({ check, node }) => (node === null ? check : `${check} (${safeName(node)})`)),
    ),
  ];
  const more =
    named.length > mostWorse ? ` and ${formatCount(named.length - mostWorse, 'more check')}` : '';
  return [
    `its set-up is at ${report.score} of 100, ${before.score} when all of it was examined last; worse since: ${named.slice(0, mostWorse).join(', ')}${more}. \`/pgrepl doctor ${safeName(report.cluster)}\` says what to do.`,
  ];
}

/**
 * Standbys that could not take over, by the checks of a preflight.
 *
 * @param told those of which it was said already
 */
export function unreadyLines({ report }: SetUpDay, told: ReadonlySet<string>): readonly string[] {
  return report.readiness
    .filter(({ node, ready, behind }) => !ready && behind === null && !told.has(node))
    .map(({ node, objections, impossible }) => {
      const why = impossible ?? objections[0]?.evidence ?? 'its preflight does not pass.';
      return `${safeName(node)} would not be ready to take over: ${truncate(why, maxWhy)}`;
    });
}

/** `Set-up: orders 86 of 100, billing 92 of 100.`, the worst first, before them those without a score; null where nothing was examined. */
export function scoresLine(reports: readonly DoctorReport[]): string | null {
  if (reports.length === 0) return null;
  const sorted = reports.toSorted(byScore);
  const shown = sorted
    .slice(0, mostScores)
    .map((report) => `${safeName(report.cluster)} ${scoreWords(report)}`);
  const rest = sorted.length - shown.length;
  return `Set-up: ${shown.join(', ')}${rest > 0 ? ` and ${rest} better ones` : ''}.`;
}
