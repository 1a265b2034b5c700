import type { DoctorResult } from '../../operations/doctor/model.js';
import type { StandbyReadiness } from '../../operations/doctor/readiness.js';
import type { DoctorReport } from '../../operations/doctor/report.js';
import type { EpochMs } from '../../replication/observation.js';
import { asJson, isoTime } from './common.js';

/** What `doctor` says, for scripts: docs/operating.md tells its shape. */
export function doctorJson(reports: readonly DoctorReport[], now: EpochMs): string {
  return asJson(now, { clusters: reports.map(reportOf) });
}

function reportOf(report: DoctorReport): object {
  return {
    cluster: report.cluster,
    examinedAt: isoTime(report.at),
    score: report.score,
    checks: report.checks,
    passed: report.passed,
    results: report.troubles.map(resultOf),
    notVisible: report.hidden.map(resultOf),
    readiness: report.readiness.map(readinessOf),
    surveyed: report.surveyed,
    notSurveyed: report.unseen.map(({ node, why }) => ({ node, why })),
  };
}

function resultOf({ check, group, verdict, node, evidence, why, remedy }: DoctorResult): object {
  return { check, group, verdict, node, evidence, why, remedy };
}

function readinessOf(readiness: StandbyReadiness): object {
  const { node, kind, ready, score, impossible, behind, objections } = readiness;
  return {
    node,
    tried: kind,
    ready,
    score,
    impossible,
    behind,
    objections: objections.map(({ id, verdict, evidence, remedy }) => ({
      check: id,
      verdict,
      evidence,
      remedy,
    })),
  };
}
