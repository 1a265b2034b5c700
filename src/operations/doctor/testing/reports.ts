import { testNow } from '../../../replication/testing/observations.js';
import type { DoctorResult } from '../model.js';
import type { StandbyReadiness } from '../readiness.js';
import type { DoctorReport } from '../report.js';

/** A cluster at which nothing is wrong, changed where the test wants it. */
export function aReport(changes: Partial<DoctorReport> = {}): DoctorReport {
  return {
    cluster: 'orders',
    at: testNow,
    score: 100,
    troubles: [],
    passed: 40,
    checks: 40,
    hidden: [],
    readiness: [aReadiness('s1')],
    surveyed: ['pg1', 's1'],
    unseen: [],
    ...changes,
  };
}

/** A standby that could take over, changed where the test wants it. */
export function aReadiness(
  node: string,
  changes: Partial<StandbyReadiness> = {},
): StandbyReadiness {
  return {
    node,
    kind: 'switchover',
    ready: true,
    score: 100,
    passed: 18,
    objections: [],
    impossible: null,
    behind: null,
    ...changes,
  };
}

/** `fsync` is off at a node, changed where the test wants it. */
export function aResult(node: string | null, changes: Partial<DoctorResult> = {}): DoctorResult {
  const name = node ?? 'orders';
  return {
    check: 'fsync',
    group: 'commits',
    why: 'A crash may damage it.',
    verdict: 'fail',
    node,
    evidence: `${name} has \`fsync = off\`.`,
    remedy: `On ${name}: turn it on.`,
    ...changes,
  };
}
