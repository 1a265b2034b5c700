import { safeName } from '../../wording/safe-text.js';
import { formatDuration } from '../../wording/units.js';
import type { NodeView } from '../topology/model.js';
import { candidate, findingKey, nodeCause, sinceOf } from './candidate.js';
import { connectionOf, isCutOff, isInvisible } from './connection.js';
import { nodeNamed, standbys, upstreamName } from './look.js';
import { lagStage } from './lag-stage.js';
import { lagNext } from './lag-words.js';
import type { Candidate, Rule, RuleContext, Severity } from './model.js';

const kind = 'replay-delayed';

/** A standby that is to replay late is later than `recovery_min_apply_delay` says. */
export const replayDelayed: Rule = {
  kind,
  rank: 19,
  find: (context) =>
    isInvisible(context.topology)
      ? []
      : standbys(context.topology).flatMap((node) => {
          const overMs = overdueMs(node);
          if (overMs === null || isCutOff(connectionOf(context.topology, node))) return [];
          const severity = severityOf(context, node.name, overMs);
          return severity === null ? [] : [delayed(context, node, overMs, severity)];
        }),
  verdict: (context, finding) => {
    const node = nodeNamed(context.topology, finding.subject);
    if (node?.role !== 'standby' || node.foreign) return 'over';
    if (isInvisible(context.topology)) return 'unknown';
    if (isCutOff(connectionOf(context.topology, node))) return 'gone';
    return node.lag === null || node.lag.timeMs === null ? 'unknown' : 'gone';
  },
};

/**
 * How far beyond its delay a standby is, ms; null if none is set for it, or if that is not known.
 * Up to 11 the delay is no setting that could be seen.
 */
function overdueMs({ replay, lag }: NodeView): number | null {
  const delayMs = replay?.applyDelayMs ?? 0;
  const timeMs = lag?.timeMs ?? null;
  return delayMs === 0 || timeMs === null ? null : timeMs - delayMs;
}

function severityOf(context: RuleContext, node: string, overMs: number): Severity | null {
  const bounds = context.thresholds(node);
  const active = context.activeSeverity(findingKey(context.topology.cluster, kind, node));
  const ratio = bounds.lagClearRatio;
  if (overMs >= bounds.lagCriticalMs * (active === 'critical' ? ratio : 1)) return 'critical';
  return overMs >= bounds.lagWarningMs * (active === null ? 1 : ratio) ? 'warning' : null;
}

function delayed(
  context: RuleContext,
  node: NodeView,
  overMs: number,
  severity: Severity,
): Candidate {
  const { topology } = context;
  const bounds = context.thresholds(node.name);
  const name = safeName(node.name);
  const delayMs = node.replay?.applyDelayMs ?? 0;
  const paused = node.replay?.paused === true;
  return candidate(context, {
    kind,
    subject: node.name,
    severity,
    since: sinceOf(context, kind, node.name),
    causes: [
      paused ? `replay:${node.name}` : 'lag',
      node.reach.kind === 'silent' ? nodeCause(node.name) : null,
    ],
    what: `Standby ${name} replays what is ${formatDuration(delayMs + overMs)} old, ${formatDuration(overMs)} more than its \`recovery_min_apply_delay\` of ${formatDuration(delayMs)}${paused ? ', because replay is paused' : ''}.`,
    consequence: `Reads on ${name} show data that is older than it is meant to be, and a promotion would first have to apply all of it; its WAL is received all the same.`,
    next: lagNext(node, upstreamName(node), lagStage(topology, node)),
    evidence: { applyDelayMs: delayMs, overdueMs: overMs, paused },
    holdMs: bounds.lagForMs,
    clearMs: bounds.clearForMs,
  });
}
