import type { Plan, PlannedStep, Price } from './plan-model.js';

/** Below this an amount is not told apart, bytes. */
const smallestBoundBytes = 64 * 1024;

/**
 * How much an approval of this price covers, bytes: what was shown, rounded up to a power of two, for
 * an amount that grows by the second would void every approval. Null where no amount is known.
 */
export function coveredBytes({ bytes }: Price): number | null {
  if (bytes === null) return null;
  if (bytes <= 0) return 0;
  let bound = smallestBoundBytes;
  while (bound < bytes) bound *= 2;
  return bound;
}

/**
 * The text that an approval is bound to: equal for two plans exactly if nothing of weight differs.
 * Figures that move all the time are left out; sentences are, too, for they hold such figures.
 *
 * @param approved the plan that was shown before: a price that it covers counts as its own
 */
export function planMaterial(plan: Plan, approved: Plan | null = null): string {
  return canonical({
    kind: plan.kind,
    cluster: plan.cluster,
    driver: plan.driver,
    target: plan.target,
    primary: plan.primary,
    timeline: plan.timeline,
    nodes: plan.nodes.toSorted(by(({ name }) => name)).map((node) => ({
      name: node.name,
      part: node.part,
      role: node.role,
      timeline: node.timeline,
      systemIdentifier: node.systemIdentifier,
      upstream: node.upstream,
      reachable: node.reachable,
      upstreamAfter: node.upstreamAfter,
    })),
    checks: plan.checks
      .map(({ id, verdict, forceable }) => ({ id, verdict, forceable }))
      .toSorted(by(canonical)),
    price: {
      kind: plan.price.kind,
      coveredBytes: priceAmount(plan.price, approved?.price ?? null),
    },
    rejoin: plan.rejoin?.how ?? null,
    sync: plan.sync,
    steps: plan.steps.map(stepMaterial),
    needs: plan.needs,
  });
}

/** What a step does, where, in which place and by whom: all but its wording. */
function stepMaterial(step: PlannedStep): object {
  const { id, node, by: who, phase, group, noReturn, action } = step;
  return { id, node, by: who, phase, group, noReturn, action };
}

function priceAmount(price: Price, approved: Price | null): number | null {
  const own = coveredBytes(price);
  const shown = approved === null ? null : coveredBytes(approved);
  return own !== null && shown !== null && approved?.kind === price.kind && own <= shown
    ? shown
    : own;
}

/** JSON whose objects have their keys in order, however they were made or stored. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => compare(a, b)))
      : each,
  );
}

function by<T>(keyOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => compare(keyOf(a), keyOf(b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
