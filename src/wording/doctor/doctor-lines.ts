import {
  doctorGroups,
  type DoctorResult,
  type DoctorVerdict,
} from '../../operations/doctor/model.js';
import type { StandbyReadiness } from '../../operations/doctor/readiness.js';
import type { DoctorReport } from '../../operations/doctor/report.js';
import { safeName } from '../safe-text.js';
import { line, lineOn, type Line, type Mark } from '../sections.js';
import { mergeAlike } from './merge-alike.js';

const marks: Readonly<Partial<Record<DoctorVerdict, Mark>>> = {
  fail: 'critical',
  warn: 'warning',
};

const titles = {
  fail: 'Broken, or about to break',
  warn: 'Works until something happens',
  advice: 'Could be better',
} as const;

/** In characters; Slack cuts one that is much longer. */
const longestLine = 600;

/** One line of the report under its heading. */
export interface DoctorLine {
  readonly title: string;
  readonly line: Line;
}

/**
 * Everything that is wrong, worst first: what, why it matters, what to do; what several nodes have
 * alike in one line. At the end what the preflight of each standby says.
 */
export function doctorLines({ troubles, readiness }: DoctorReport): readonly DoctorLine[] {
  const told = new Set<string>();
  const ranks = ['fail', 'warn', 'advice'] as const;
  const wrong = ranks.flatMap((rank) =>
    mergeAlike(byGroup(troubles.filter(({ verdict }) => verdict === rank))).flatMap((result) => {
      const isFirst = !told.has(result.check);
      told.add(result.check);
      const what = isFirst ? `${result.evidence} ${result.why}` : result.evidence;
      return linesOf(titles[rank], result.check, what, result.remedy, marks[rank] ?? null);
    }),
  );
  return [...wrong, ...readiness.flatMap(preflightLines)];
}

function preflightLines({ node, objections }: StandbyReadiness): readonly DoctorLine[] {
  const title = 'What the preflight of a takeover says';
  return objections.flatMap(({ id, evidence, remedy, verdict }) =>
    linesOf(
      title,
      `${safeName(node)}, ${id}`,
      evidence,
      remedy,
      verdict === 'block' ? 'critical' : 'warning',
    ),
  );
}

/** What is wrong and what to do: in one line, or in two where one might be cut. */
function linesOf(
  title: string,
  lead: string,
  what: string,
  remedy: string | null,
  mark: Mark | null,
): readonly DoctorLine[] {
  if (remedy === null) return [{ title, line: lineOn(lead, what, mark) }];
  const whole = `${what} → ${remedy}`;
  if (whole.length <= longestLine) return [{ title, line: lineOn(lead, whole, mark) }];
  return [
    { title, line: lineOn(lead, what, mark) },
    { title, line: line(`→ ${remedy}`) },
  ];
}

function byGroup(results: readonly DoctorResult[]): readonly DoctorResult[] {
  const order = Object.keys(doctorGroups);
  return results.toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
}
