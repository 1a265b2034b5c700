import { safeName } from '../../wording/safe-text.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { block, blockUnlessForced, pass, warn } from './result.js';

const id = 'same-timeline';

/** Whether the target has come along with every promotion so far. */
export function sameTimeline(context: CheckContext): CheckResult {
  const { target, input } = context;
  const name = safeName(target.name);
  const newest = newestOf(context);
  if (newest === null || target.timeline === null) {
    const unknown = `Whether ${name} is on the timeline of the cluster is not known.`;
    return input.kind === 'switchover'
      ? block(id, unknown, 'Check again once it streams.')
      : warn(id, unknown, 'Compare `pg_control_checkpoint()` of all standbys before you approve.');
  }
  if (target.timeline < newest.timeline) {
    return blockUnlessForced(
      context,
      id,
      `${name} is on timeline ${target.timeline}, and ${safeName(newest.node)} on timeline ${newest.timeline}: ${name} has missed a promotion.`,
      'Choose a standby on the newest timeline; this one has to be rewound or cloned anew.',
    );
  }
  if (target.timeline > newest.timeline) {
    return block(
      id,
      `${name} is on timeline ${target.timeline}, which the primary, on timeline ${newest.timeline}, has never had.`,
      'Find out who promoted what before anything else.',
    );
  }
  return pass(id, `${name} is on timeline ${target.timeline}, as the cluster is.`);
}

/** Of the primary in service; without one the newest that any other node of the cluster was seen on. */
function newestOf({
  input,
  target,
}: CheckContext): { readonly node: string; readonly timeline: number } | null {
  const { primary, nodes } = input.topology;
  if (primary.kind === 'one') {
    return primary.timeline === null ? null : { node: primary.node, timeline: primary.timeline };
  }
  const seen = nodes.flatMap(({ name, timeline, foreign }) =>
    timeline === null || foreign ? [] : [{ node: name, timeline }],
  );
  const others = seen.filter(({ node }) => node !== target.name);
  const newest = others.toSorted((a, b) => b.timeline - a.timeline)[0] ?? seen[0] ?? null;
  // Without a primary a standby may well be the only one that has come along.
  const own = target.timeline;
  return newest !== null && own !== null && own > newest.timeline
    ? { node: target.name, timeline: own }
    : newest;
}
