import type { ConditionState, Settled } from './conditions.js';
import { settle, standing } from './conditions.js';
import type { Rule, RuleContext, Verdict } from './model.js';
import { rules } from './rules.js';

/** Everything that the rules are given, but for what stands already: that is in `state`. */
export type EvaluationInput = Omit<RuleContext, 'isActive' | 'activeSeverity' | 'activeSince'> & {
  readonly state: ConditionState;
};

/**
 * Runs every rule over one topology and lets time have its word. The returned state goes into the
 * next evaluation of the same cluster.
 */
export function evaluate(input: EvaluationInput, using: readonly Rule[] = rules): Settled {
  const { state, ...given } = input;
  const context: RuleContext = { ...given, ...standing(state) };
  const candidates = using.flatMap((rule) => rule.find(context));
  return settle(state, candidates, input.now, verdicts(state, context, using));
}

function verdicts(
  state: ConditionState,
  context: RuleContext,
  using: readonly Rule[],
): ReadonlyMap<string, Verdict> {
  const byKind = new Map(using.map((rule) => [rule.kind, rule]));
  return new Map(
    [...state].map(([key, { finding }]) => [
      key,
      byKind.get(finding.kind)?.verdict?.(context, finding) ?? 'gone',
    ]),
  );
}
