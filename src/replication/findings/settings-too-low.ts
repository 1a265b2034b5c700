import { safeName } from '../../wording/safe-text.js';
import type { Settings } from '../observation.js';
import { lowerSettings, type LowerSetting } from '../standby-bounds.js';
import type { NodeView, Topology } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { isInvisible } from './connection.js';
import { answers, nodeNamed, primaryNode, standbys } from './look.js';
import type { Candidate, Rule, RuleContext } from './model.js';

const kind = 'settings-too-low';

/** A standby has less than its primary of what PostgreSQL does not let it have less of. */
export const settingsTooLow: Rule = {
  kind,
  rank: 26,
  find: (context) => {
    const { topology } = context;
    const primary = primaryNode(topology);
    if (isInvisible(topology) || !answers(primary) || primary.settings === null) return [];
    const { settings } = primary;
    return standbys(topology).flatMap((node) => {
      const lower = lowerThan(node, settings);
      return lower.length === 0 ? [] : [tooLow(context, node, primary, lower)];
    });
  },
  verdict: ({ topology }, finding) => {
    const node = nodeNamed(topology, finding.subject);
    if (node?.role !== 'standby' || node.foreign) return 'over';
    return isInvisible(topology) || !answers(primaryNode(topology)) ? 'unknown' : 'gone';
  },
};

/**
 * The settings of a standby that are below its primary's. One that lets nobody in (`hot_standby =
 * off`) may have less, and one that is silent had these when it was last seen.
 */
export function lowerThan(node: NodeView, primary: Settings): readonly LowerSetting[] {
  if (node.settings === null || node.major === null || node.reach.kind === 'cold') return [];
  if (node.settings.hotStandby === 'off') return [];
  return lowerSettings(node.settings, primary, node.major);
}

/**
 * True if replay stands still because of a setting: to resume it stops the server, and so does its
 * promotion, or it comes to nothing. A primary that gives no answer any more had these settings.
 */
export function isHeldBySettings(topology: Topology, node: NodeView): boolean {
  const bounds = primaryOrLast(topology)?.settings ?? null;
  return (
    node.replay?.paused === true &&
    (node.major ?? 0) >= 14 &&
    bounds !== null &&
    lowerThan(node, bounds).length > 0
  );
}

function primaryOrLast(topology: Topology): NodeView | null {
  const { primary } = topology;
  return primary.kind === 'unreachable' ? nodeNamed(topology, primary.node) : primaryNode(topology);
}

function tooLow(
  context: RuleContext,
  node: NodeView,
  primary: NodeView,
  lower: readonly LowerSetting[],
): Candidate {
  const [name, above] = [safeName(node.name), safeName(primary.name)];
  const list = lower
    .map(({ setting, has, needs }) => `\`${setting}\` ${has} (${above} has ${needs})`)
    .join(', ');
  const it = lower.length === 1 ? 'it' : 'them';
  return candidate(context, {
    kind,
    subject: node.name,
    severity: 'warning',
    since: sinceOf(context, kind, node.name),
    causes: [nodeCause(node.name), `replay:${node.name}`],
    what: `Standby ${name} has less than its primary of ${list}.`,
    consequence: consequence(context.topology, node),
    next: `Raise ${it} on ${name} to at least what ${above} has, and restart ${name}; raise such settings on standbys first, lower them on the primary first.`,
    evidence: {
      settings: lower.map(({ setting }) => setting),
      values: lower.map(({ has, needs }) => `${has} < ${needs}`),
    },
    holdMs: 0,
    clearMs: context.thresholds(node.name).clearForMs,
  });
}

function consequence(topology: Topology, node: NodeView): string {
  const name = safeName(node.name);
  if (isHeldBySettings(topology, node)) {
    return `${name} has paused its replay for that: it receives WAL and applies none, and to resume replay now would stop it.`;
  }
  if (!answers(node)) return `${name} does not start as a standby like that.`;
  return (node.major ?? 0) >= 14
    ? `As soon as ${name} learns of it by replay, it pauses replay; and it does not start again as it is.`
    : `As soon as ${name} learns of it by replay, it stops; and it does not start again as it is.`;
}
