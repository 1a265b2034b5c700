import { quotedValue } from '../replication/findings/setting-words.js';
import { listNames, safeName } from '../wording/safe-text.js';
import { formatBytes } from '../wording/units.js';
import type { CheckResult } from './check.js';
import { coveredBytes, planMaterial } from './material.js';
import type { Plan, PlanNode, PlannedStep } from './plan-model.js';

/**
 * What of weight differs between the plan that was shown and the present one, a sentence each; empty
 * exactly if an approval of the first holds for the second.
 */
export function planChanges(before: Plan, after: Plan): readonly string[] {
  if (planMaterial(after, before) === planMaterial(before)) return [];
  const changes = [
    ...subjectChanges(before, after),
    ...nodeChanges(before, after),
    ...checkChanges(before.checks, after.checks),
    ...priceChanges(before, after),
    ...rejoinChanges(before, after),
    ...syncChanges(before, after),
    ...needChanges(before, after),
  ];
  const steps = stepChanges(before.steps, after.steps);
  const all = [...changes, ...steps];
  return all.length === 0 ? ['Checks or steps changed in their details.'] : all;
}

function subjectChanges(before: Plan, after: Plan): readonly string[] {
  const changes: string[] = [];
  if (before.kind !== after.kind) changes.push(`A ${before.kind} became a ${after.kind}.`);
  if (before.target !== after.target) {
    changes.push(
      `The target is ${safeName(after.target)} now, and was ${safeName(before.target)}.`,
    );
  }
  if (before.primary !== after.primary) {
    changes.push(
      `The primary to replace is ${nameOr(after.primary, 'unknown')} now, and was ${nameOr(before.primary, 'unknown')}.`,
    );
  }
  if (before.timeline !== after.timeline) {
    changes.push(`Timeline ${before.timeline ?? 'unknown'} became ${after.timeline ?? 'unknown'}.`);
  }
  if (before.driver !== after.driver) {
    changes.push(`The driver is ${after.driver} now, and was ${before.driver}.`);
  }
  return changes;
}

function nodeChanges(before: Plan, after: Plan): readonly string[] {
  const gone = before.nodes.filter(({ name }) => !after.nodes.some((node) => node.name === name));
  return [
    ...after.nodes.flatMap((node) => {
      const old = before.nodes.find(({ name }) => name === node.name);
      return old === undefined
        ? [`${safeName(node.name)} is new.`]
        : nodeChange(old, node, before.timeline === after.timeline);
    }),
    ...gone.map(({ name }) => `${safeName(name)} is not configured any more.`),
  ];
}

/** The first thing that differs says most: a node that is silent has no further news. */
function nodeChange(old: PlanNode, node: PlanNode, sameTimeline: boolean): readonly string[] {
  const name = safeName(node.name);
  if (old.reachable !== node.reachable) {
    return [node.reachable ? `${name} answers again.` : `${name} no longer answers.`];
  }
  if (old.systemIdentifier !== node.systemIdentifier) {
    return [`Behind the address of ${name} another system answers.`];
  }
  if (old.role !== node.role) {
    return [
      `${name} is ${nameOr(node.role, 'of unknown role')} now, and was ${nameOr(old.role, 'of unknown role')}.`,
    ];
  }
  const changes: string[] = [];
  if (old.timeline !== node.timeline && sameTimeline) {
    changes.push(
      `${name} went from timeline ${old.timeline ?? 'unknown'} to ${node.timeline ?? 'unknown'}.`,
    );
  }
  if (old.upstream !== node.upstream) {
    changes.push(
      `${name} receives from ${nameOr(node.upstream, 'nobody')} now, and received from ${nameOr(old.upstream, 'nobody')}.`,
    );
  }
  if (old.part !== node.part && changes.length === 0) {
    changes.push(`${name} is ${partWords[node.part]} now, and was ${partWords[old.part]}.`);
  }
  return changes;
}

const partWords: Readonly<Record<PlanNode['part'], string>> = {
  'old-primary': 'the old primary',
  target: 'the target',
  follower: 'among those that are pointed at the new primary',
  below: 'in the branch of another standby',
  'left-out': 'left out',
};

function checkChanges(
  before: readonly CheckResult[],
  after: readonly CheckResult[],
): readonly string[] {
  const ids = new Set([...before, ...after].map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const [old, now] = [worst(before, id), worst(after, id)];
    if (now === null) return [`Check ${id} is not made any more.`];
    if (old === null) return [`Check ${id} is new (${now.verdict}): ${now.evidence}`];
    if (old.verdict !== now.verdict) {
      return [`Check ${id} turned from ${old.verdict} to ${now.verdict}: ${now.evidence}`];
    }
    const [had, has] = [countOf(before, old), countOf(after, now)];
    if (had === has) return [];
    return [`Check ${id} has ${has} results of kind ${now.verdict} now, and had ${had}.`];
  });
}

function countOf(checks: readonly CheckResult[], like: CheckResult): number {
  return checks.filter(({ id, verdict }) => id === like.id && verdict === like.verdict).length;
}

const weight = { pass: 0, warn: 1, block: 2 } as const;

function worst(checks: readonly CheckResult[], id: CheckResult['id']): CheckResult | null {
  return (
    checks
      .filter((check) => check.id === id)
      .toSorted((a, b) => weight[b.verdict] - weight[a.verdict])[0] ?? null
  );
}

function priceChanges({ price: old }: Plan, { price }: Plan): readonly string[] {
  if (old.kind !== price.kind) return [`The price changed: ${price.words}`];
  const [shown, now] = [coveredBytes(old), coveredBytes(price)];
  if (shown === now || (shown !== null && now !== null && now < shown)) return [];
  return [
    `The price rose from ${amount(old.bytes)} to ${amount(price.bytes)} of WAL: ${price.words}`,
  ];
}

function amount(bytes: number | null): string {
  return bytes === null ? 'an unknown amount' : formatBytes(bytes);
}

function rejoinChanges(before: Plan, after: Plan): readonly string[] {
  const [old, now] = [before.rejoin?.how ?? null, after.rejoin?.how ?? null];
  if (old === now) return [];
  return [
    `How the old primary comes back is ${nameOr(now, 'open')} now, and was ${nameOr(old, 'open')}.`,
  ];
}

function syncChanges({ sync: old }: Plan, { sync }: Plan): readonly string[] {
  const settings = [
    ['on the primary now', old.before, sync.before],
    ['on the target now', old.onTarget, sync.onTarget],
    ['at the promotion', old.atPromotion, sync.atPromotion],
    ['at the end', old.after, sync.after],
  ] as const;
  return settings.flatMap(([when, was, is]) =>
    was === is
      ? []
      : [
          `\`synchronous_standby_names\` ${when} is ${quotedValue(is)}, and was ${quotedValue(was)}.`,
        ],
  );
}

function needChanges({ needs: old }: Plan, { needs }: Plan): readonly string[] {
  const changes: string[] = [];
  if (old.approvals !== needs.approvals) {
    changes.push(`It takes ${needs.approvals} approvals now, and took ${old.approvals}.`);
  }
  if (old.typedName !== needs.typedName || old.requesterMayApprove !== needs.requesterMayApprove) {
    changes.push(
      needs.typedName && !old.typedName
        ? 'It takes a second person now, and the name of the cluster typed.'
        : needs.requesterMayApprove
          ? 'The approval of the one who asked counts now.'
          : 'The approval of the one who asked does not count.',
    );
  }
  return changes;
}

function stepChanges(
  before: readonly PlannedStep[],
  after: readonly PlannedStep[],
): readonly string[] {
  const added = after.filter(({ id }) => !before.some((step) => step.id === id));
  const dropped = before.filter(({ id }) => !after.some((step) => step.id === id));
  const others = after.filter((step) => {
    const old = before.find(({ id }) => id === step.id);
    return old !== undefined && old.by !== step.by;
  });
  return [
    ...(added.length === 0 ? [] : [`Steps added: ${added.map(({ words }) => words).join('; ')}.`]),
    ...(dropped.length === 0
      ? []
      : [`Steps left out: ${dropped.map(({ words }) => words).join('; ')}.`]),
    ...(others.length === 0
      ? []
      : [`Done by others than planned before: ${listNames(others.map(({ id }) => id))}.`]),
  ];
}

function nameOr(name: string | null, none: string): string {
  return name === null ? none : safeName(name);
}
