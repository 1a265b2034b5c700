import { promotionLimit } from '../../replication/topology/promotability.js';
import { nodeNamed } from '../../replication/topology/walk.js';
import type { CheckId, CheckResult } from '../check.js';
import type { PlanInput } from '../facts.js';
import type { OperationKind } from '../model.js';
import { makePlan } from '../plan.js';

/** Whether a standby could take over right now, by the checks of a real preflight. */
export interface StandbyReadiness {
  readonly node: string;
  /** What was tried: a switchover where there is a primary, a promotion where there is none. */
  readonly kind: OperationKind;
  /** True if nothing blocks it. */
  readonly ready: boolean;
  /** 0 to 100. */
  readonly score: number;
  readonly passed: number;
  /** What does not pass, blocks first. */
  readonly objections: readonly CheckResult[];
  /** Why no plan can be made at all; null if one was. */
  readonly impossible: string | null;
  /** The standby that feeds it, and would go first; null for one that stands in no such row. */
  readonly behind: string | null;
}

const warnCosts = 10;
const blockCosts = 50;

/**
 * Plans a takeover by every standby in turn, and says what stands in its way; nothing is done.
 *
 * @param without checks that say nothing of the standby: who carries out the steps, where pgrepl is to
 *   carry out none
 */
export function readinessOf(
  input: Omit<PlanInput, 'kind' | 'target' | 'forced'>,
  without: readonly CheckId[] = [],
): readonly StandbyReadiness[] {
  const { primary, nodes } = input.topology;
  const kind: OperationKind = primary.kind === 'one' ? 'switchover' : 'promote';
  const last =
    primary.kind === 'one' || primary.kind === 'unreachable'
      ? primary.node
      : primary.kind === 'none'
        ? primary.last
        : null;
  return nodes
    .filter(({ name, role }) => name !== last && role !== 'primary')
    .map(({ name }) =>
      standbyReadiness({ ...input, kind, target: name, forced: false }, name, without),
    );
}

function standbyBefore({ topology }: PlanInput, name: string): string | null {
  const node = nodeNamed(topology, name);
  const limit = node === undefined ? null : promotionLimit(topology, node);
  return limit?.kind === 'cascading' ? limit.upstream : null;
}

function standbyReadiness(
  input: PlanInput,
  node: string,
  without: readonly CheckId[],
): StandbyReadiness {
  const made = makePlan(input);
  const { kind } = input;
  const behind = standbyBefore(input, node);
  if (made.kind === 'impossible') {
    return {
      node,
      kind,
      ready: false,
      score: 0,
      passed: 0,
      objections: [],
      impossible: made.words,
      behind,
    };
  }
  const checks = made.plan.checks.filter(({ id }) => !without.includes(id));
  const blocks = checks.filter(({ verdict }) => verdict === 'block');
  const warns = checks.filter(({ verdict }) => verdict === 'warn');
  return {
    node,
    kind,
    ready: blocks.length === 0,
    score: Math.max(0, 100 - blockCosts * blocks.length - warnCosts * warns.length),
    passed: checks.length - blocks.length - warns.length,
    objections: [...blocks, ...warns],
    impossible: null,
    behind,
  };
}
