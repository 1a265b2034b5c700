import {
  bettering,
  worsening,
  type Baseline,
  type CheckedNode,
} from '../../operations/doctor/compare.js';
import type { DoctorReport } from '../../operations/doctor/report.js';
import { byScore, scoreWords } from '../doctor/score.js';
import { safeName, truncate } from '../safe-text.js';
import { formatCount } from '../units.js';

/** The examination of a day, and what the one before found; null where there was none. */
export interface SetUpDay {
  readonly report: DoctorReport;
  readonly before: Baseline | null;
}

const mostChecks = 5;
const mostScores = 6;
const maxWhy = 160;

/** What turned worse in the set-up of a cluster; nothing if nothing did, or not every node was seen. */
export function worseLines({ report, before }: SetUpDay): readonly string[] {
  if (before === null || report.score === null) return [];
  const { results } = worsening(before, report);
  if (results.length === 0) return [];
  return [
    `its set-up is at ${report.score} of 100, ${before.score} when all of it was examined last; worse since: ${listChecks(results)}. \`/pgrepl doctor ${safeName(report.cluster)}\` says what to do.`,
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

/**
 * `Set-up: orders 86 of 100 (74 before; better: timeouts (s1)), billing 92 of 100.`, the worst first,
 * before them those without a score; null where nothing was examined.
 */
export function scoresLine(days: readonly SetUpDay[]): string | null {
  if (days.length === 0) return null;
  const sorted = days.toSorted((a, b) => byScore(a.report, b.report));
  const shown = sorted
    .slice(0, mostScores)
    .map((day) => `${safeName(day.report.cluster)} ${scoreWords(day.report)}${sinceBefore(day)}`);
  const rest = sorted.length - shown.length;
  return `Set-up: ${shown.join(', ')}${rest > 0 ? ` and ${rest} better ones` : ''}.`;
}

/** How it was the time before, and what is better now; nothing where that is not known, or the same. */
function sinceBefore({ report, before }: SetUpDay): string {
  if (before === null || report.score === null) return '';
  const better = bettering(before, report);
  const parts = [
    ...(before.score === report.score ? [] : [`${before.score} before`]),
    ...(better.length === 0 ? [] : [`better: ${listChecks(better)}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

/** `timeouts (s1), fsync and 3 more checks`. */
function listChecks(checked: readonly CheckedNode[]): string {
  const named = [
    ...new Set(
      checked.map(({ check, node }) => (node === null ? check : `${check} (${safeName(node)})`)),
    ),
  ];
  const rest = named.length - mostChecks;
  const more = rest > 0 ? ` and ${formatCount(rest, 'more check')}` : '';
  return `${named.slice(0, mostChecks).join(', ')}${more}`;
}
