import type { EpochMs } from '../../replication/observation.js';
import { safeName } from '../../wording/safe-text.js';
import { doctorChecks } from './checks.js';
import { primaryOf } from './look.js';
import type { DoctorContext, DoctorResult, DoctorVerdict } from './model.js';
import type { StandbyReadiness } from './readiness.js';

/** The readiness of a whole set-up. */
export interface DoctorReport {
  readonly cluster: string;
  /** When it was examined. */
  readonly at: EpochMs;
  /**
   * 0 to 100; null while the primary or any node is not seen: what is wrong there would count too. A
   * cold standby is never seen, and counts as one.
   */
  readonly score: number | null;
  /** All but passes and what does not apply, worst first; then by group. */
  readonly troubles: readonly DoctorResult[];
  /** How many checks passed wherever they apply, and how many there are. */
  readonly passed: number;
  readonly checks: number;
  readonly hidden: readonly DoctorResult[];
  readonly readiness: readonly StandbyReadiness[];
  /** Nodes that were surveyed, and those that gave no answer, with the reason in words. */
  readonly surveyed: readonly string[];
  readonly unseen: readonly { readonly node: string; readonly why: string }[];
}

/** What a check takes off the score by the worst that it found, however many nodes have it. */
const costs: Readonly<Record<DoctorVerdict, number>> = {
  fail: 15,
  warn: 6,
  advice: 2,
  'not-visible': 0,
  pass: 0,
  'does-not-apply': 0,
};

const ranks: readonly DoctorVerdict[] = ['fail', 'warn', 'advice'];

export interface ReportInput extends DoctorContext {
  readonly readiness: readonly StandbyReadiness[];
  readonly unseen: DoctorReport['unseen'];
}

/** Runs every check, and the score of it all. */
export function doctorReport(input: ReportInput): DoctorReport {
  const results = doctorChecks.flatMap((check): readonly DoctorResult[] => {
    const { id, group, why } = check;
    const outcomes = check.examine(input);
    return outcomes.map((outcome) => ({ ...outcome, check: id, group, why }));
  });
  const all = [...takeoverResults(input.readiness), ...results];
  const troubles = ranks.flatMap((rank) => all.filter(({ verdict }) => verdict === rank));
  const ids = new Set(all.map(({ check }) => check));
  const worst = [...ids].map(
    (id) =>
      ranks.find((rank) => troubles.some((each) => each.check === id && each.verdict === rank)) ??
      'pass',
  );
  const hidden = all.filter(({ verdict }) => verdict === 'not-visible');
  const hiddenIds = new Set(hidden.map(({ check }) => check));
  const isFine = (id: string): boolean =>
    !hiddenIds.has(id) && !troubles.some(({ check }) => check === id);
  // One that can't be queried by its set-up is judged for that, and there is nothing more to be seen.
  const cold = input.topology.nodes.filter(({ reach }) => reach.kind === 'cold');
  const isWhole =
    primaryOf(input) !== null &&
    input.unseen.every(({ node }) => cold.some(({ name }) => name === node));
  return {
    cluster: input.topology.cluster,
    at: input.now,
    score: isWhole
      ? Math.max(
          0,
          worst.reduce((left, verdict) => left - costs[verdict], 100),
        )
      : null,
    troubles,
    passed: [...ids].filter(isFine).length,
    checks: ids.size,
    hidden,
    readiness: input.readiness,
    surveyed: [...input.surveys.keys()],
    unseen: input.unseen,
  };
}

/** The id under which it counts whether anybody could take over. */
export const takeoverCheck = 'takeover';

function takeoverResults(all: readonly StandbyReadiness[]): readonly DoctorResult[] {
  const frame = {
    check: takeoverCheck,
    group: 'takeover',
    why: 'When the primary is lost, or has to be stopped, somebody must be able to take its place.',
  } as const;
  // One that another standby feeds is not meant to go first.
  const first = all.filter(({ behind }) => behind === null);
  const ready = first.filter((each) => each.ready);
  if (first.length === 0) {
    return [
      {
        ...frame,
        verdict: 'fail',
        node: null,
        evidence: 'The cluster has no standby that could take over.',
        remedy: 'Add a standby and name it in the configuration.',
      },
    ];
  }
  if (ready.length === first.length) {
    const evidence = 'Every standby that the primary feeds could take over.';
    return [{ ...frame, verdict: 'pass', node: null, evidence, remedy: null }];
  }
  return first
    .filter((each) => !each.ready)
    .map(({ node, objections, impossible }) => ({
      ...frame,
      verdict: ready.length === 0 ? 'fail' : 'warn',
      node,
      evidence: `${safeName(node)} could not take over now: ${impossible ?? objections[0]?.evidence ?? ''}`,
      remedy: objections[0]?.remedy ?? 'Make it able to, or do not count on it.',
    }));
}
