import type { CheckResult, CheckVerdict } from '../operations/check.js';
import { line, lineOn, type Line, type Mark } from './sections.js';
import { formatCount } from './units.js';

const weight: Readonly<Record<CheckVerdict, number>> = { block: 0, warn: 1, pass: 2 };

const marks: Readonly<Record<CheckVerdict, Mark>> = {
  block: 'critical',
  warn: 'warning',
  pass: 'ok',
};

/** One check may say the same of many standbys: so many of its lines are shown. */
const mostAlike = 3;

/** Every check with what was seen, what stands in the way first. */
export function checkLines(checks: readonly CheckResult[]): readonly Line[] {
  if (checks.length === 0) return [line('No check was made.', 'unknown')];
  const alike = new Map<string, CheckResult[]>();
  for (const check of checks.toSorted((a, b) => weight[a.verdict] - weight[b.verdict])) {
    const key = `${check.id} ${check.verdict}`;
    alike.set(key, [...(alike.get(key) ?? []), check]);
  }
  return [...alike.values()].flatMap((results) => {
    const [first] = results;
    const rest = results.length - mostAlike;
    return [
      ...results.slice(0, mostAlike).map(checkLine),
      ...(first === undefined || rest <= 0
        ? []
        : [lineOn(first.id, `${rest} more like this.`, marks[first.verdict])]),
    ];
  });
}

function checkLine({ id, verdict, evidence, remedy }: CheckResult): Line {
  return lineOn(id, remedy === null ? evidence : `${evidence} ${remedy}`, marks[verdict]);
}

/** `14 checks pass, 1 warns, 2 block`; only what there is. */
export function checkCounts(checks: readonly CheckResult[]): string {
  const count = (verdict: CheckVerdict): number =>
    checks.filter((check) => check.verdict === verdict).length;
  const [pass, warn, block] = [count('pass'), count('warn'), count('block')];
  const parts = [
    `${formatCount(pass, 'check')} ${pass === 1 ? 'passes' : 'pass'}`,
    ...(warn === 0 ? [] : [`${warn} ${warn === 1 ? 'warns' : 'warn'}`]),
    ...(block === 0 ? [] : [`${block} ${block === 1 ? 'blocks' : 'block'}`]),
  ];
  return parts.join(', ');
}
