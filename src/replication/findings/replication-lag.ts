import { safeName } from '../../wording/safe-text.js';
import { formatBytes, formatDuration } from '../../wording/units.js';
import type { HopLag, NodeView, Topology } from '../topology/model.js';
import { candidate, findingKey, nodeCause, sinceOf } from './candidate.js';
import { connectionOf, isCutOff, isInvisible } from './connection.js';
import type { StageShare } from './lag-stage.js';
import { lagStage, replayHold } from './lag-stage.js';
import { lagNext, stageSentence } from './lag-words.js';
import { nodeNamed, primaryNode, standbys, upstreamName } from './look.js';
import type { Candidate, NodeThresholds, Rule, RuleContext, Severity } from './model.js';

const kind = 'replication-lag';

/** What is held against the bounds: null where it is not known. */
interface LagFigures {
  readonly bytes: number | null;
  readonly ms: number | null;
}

/** A standby that receives, but is behind by more bytes or more time than its bounds allow. */
export const replicationLag: Rule = {
  kind,
  rank: 20,
  find: (context) =>
    standbys(context.topology).flatMap((node) => {
      if (node.lag === null || isCutOff(connectionOf(context.topology, node))) return [];
      const figures = judgedFigures(node, node.lag);
      const severity = severityOf(context, node.name, figures);
      return severity === null ? [] : [lagging(context, node, node.lag, severity)];
    }),
  verdict: (context, finding) => {
    const node = nodeNamed(context.topology, finding.subject);
    if (node?.role !== 'standby' || node.foreign) return 'over';
    if (isInvisible(context.topology)) return 'unknown';
    // Whoever is cut off is judged as such: `standby-disconnected` says how far it is behind.
    if (isCutOff(connectionOf(context.topology, node))) return 'gone';
    if (node.lag === null) return 'unknown';
    const { bytes, ms } = judgedFigures(node, node.lag);
    return bytes !== null && ms !== null ? 'gone' : 'unknown';
  },
};

/**
 * A standby that is told to apply late is late by what it has not received: whether it applies later
 * than it is told is for `replay-delayed`. One that lives on an archive can't have what the primary still writes, for whole files only are archived.
 */
function judgedFigures(node: NodeView, lag: HopLag): LagFigures {
  if (node.awaits?.isComplete === false) return { bytes: 0, ms: 0 };
  const delayMs = node.replay?.applyDelayMs ?? 0;
  if (delayMs === 0) return { bytes: lag.replayBytes, ms: lag.timeMs };
  return { bytes: lag.receiveBytes, ms: 0 };
}

function severityOf(context: RuleContext, node: string, figures: LagFigures): Severity | null {
  const active = context.activeSeverity(findingKey(context.topology.cluster, kind, node));
  const bounds = context.thresholds(node);
  const ratio = bounds.lagClearRatio;
  const over = (bytes: number, ms: number, factor: number): boolean =>
    (figures.bytes !== null && figures.bytes >= bytes * factor) ||
    (figures.ms !== null && figures.ms >= ms * factor);
  const criticalFactor = active === 'critical' ? ratio : 1;
  if (over(bounds.lagCriticalBytes, bounds.lagCriticalMs, criticalFactor)) return 'critical';
  const warningFactor = active === null ? 1 : ratio;
  return over(bounds.lagWarningBytes, bounds.lagWarningMs, warningFactor) ? 'warning' : null;
}

function lagging(context: RuleContext, node: NodeView, lag: HopLag, severity: Severity): Candidate {
  const { topology } = context;
  const bounds: NodeThresholds = context.thresholds(node.name);
  const stage = lagStage(topology, node);
  return candidate(context, {
    kind,
    subject: node.name,
    severity,
    since: sinceOf(context, kind, node.name),
    causes: causesOf(topology, node),
    what: whatSentence(topology, node, lag, stage),
    consequence: consequenceSentence(topology, node, lag),
    next: lagNext(node, upstreamName(node), stage),
    evidence: {
      upstream: upstreamName(node),
      replayBytes: lag.replayBytes,
      receiveBytes: lag.receiveBytes,
      hopBytes: lag.hopBytes,
      timeMs: lag.timeMs,
      stage: stage?.stage ?? null,
      hold: stage?.hold ?? null,
    },
    holdMs: bounds.lagForMs,
    clearMs: bounds.clearForMs,
  });
}

/** Lag below a node that is cut off comes from there; other lag of a cluster counts as one cause. */
function causesOf(topology: Topology, node: NodeView): readonly string[] {
  const blamed = ancestors(topology, node).filter(
    (above) => above.reach.kind === 'silent' || isCutOff(connectionOf(topology, above)),
  );
  const causes = blamed.map((above) => nodeCause(above.name));
  if (causes.length === 0) causes.push('lag');
  if (node.reach.kind === 'silent') causes.push(nodeCause(node.name));
  if (node.replay?.paused === true) causes.push(`replay:${node.name}`);
  if (replayHold(topology, node) === 'conflict') causes.push(`conflicts:${node.name}`);
  return causes;
}

function ancestors(topology: Topology, node: NodeView): readonly NodeView[] {
  const found: NodeView[] = [];
  let above = nodeNamed(topology, upstreamName(node));
  // A loop can't be real, but two stale answers may draw one.
  while (above?.role === 'standby' && !found.includes(above)) {
    found.push(above);
    above = nodeNamed(topology, upstreamName(above));
  }
  return found;
}

function whatSentence(
  topology: Topology,
  node: NodeView,
  lag: HopLag,
  stage: StageShare | null,
): string {
  const primary = primaryNode(topology);
  const least = lag.isLowerBound ? 'at least ' : '';
  const leastTime = !lag.isLowerBound && lag.timeIsLowerBound ? 'at least ' : '';
  const behind = [
    lag.replayBytes === null ? null : formatBytes(lag.replayBytes),
    lag.timeMs === null ? null : `${leastTime}${formatDuration(lag.timeMs)}`,
  ].filter((figure) => figure !== null);
  const whom = primary === null ? 'the primary' : safeName(primary.name);
  const where = stage === null ? '' : `; ${stageSentence(node, upstreamName(node), stage)}`;
  return `Standby ${safeName(node.name)} is ${least}${behind.join(' and ')} behind ${whom}${where}.`;
}

function consequenceSentence(topology: Topology, node: NodeView, lag: HopLag): string {
  const name = safeName(node.name);
  const stale =
    lag.timeMs === null || lag.timeMs === 0
      ? `Reads on ${name} show old data`
      : `Reads on ${name} show data as of ${formatDuration(lag.timeMs)} ago`;
  if (lag.receiveBytes === null) return `${stale}.`;
  const primary = primaryNode(topology);
  const whom = primary === null ? 'the primary' : safeName(primary.name);
  if (lag.isLowerBound) {
    const least =
      lag.receiveBytes === 0 ? '' : `at least ${formatBytes(lag.receiveBytes)} of WAL and `;
    return `${stale}; promoting it would lose ${least}what was written after pgrepl's last look at ${whom}.`;
  }
  const loss =
    lag.receiveBytes === 0
      ? `it had received all that ${whom} had written at the last look`
      : `promoting it without ${whom} would lose ${formatBytes(lag.receiveBytes)} of WAL`;
  return `${stale}; ${loss}.`;
}
