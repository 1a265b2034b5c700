import { formatUtcTime } from '../../wording/units.js';
import type { EpochMs } from '../observation.js';
import type { Candidate, Finding, RuleContext, Severity, Verdict } from './model.js';

/** What is remembered of one fact from evaluation to evaluation. */
interface Condition {
  /** As it was last seen, but with the severity that counts and a `since` that stays. */
  readonly finding: Finding;
  /** False while it has not stood for its `holdMs` yet. */
  readonly counts: boolean;
  /** Since when it has been critical without a break; null while it is not. */
  readonly criticalSince: EpochMs | null;
  /** When it was last seen to be so; null if that was before a restart. */
  readonly seenAt: EpochMs | null;
  /** False while nobody can tell whether it is still so. */
  readonly isSeen: boolean;
  /** Since when it has been gone; null while it is there. */
  readonly goneSince: EpochMs | null;
  readonly clearMs: number;
}

/** The memory between evaluations, by finding key. Start with `noConditions`. */
export type ConditionState = ReadonlyMap<string, Condition>;

export const noConditions: ConditionState = new Map();

export interface Settled {
  readonly state: ConditionState;
  /** The findings that count now, in the order in which they began. */
  readonly active: readonly Finding[];
}

/**
 * Lets time have its word: a candidate counts once it has stood for `holdMs`, and is over once it
 * has been gone for `clearMs`; a raise to critical has to stand for `holdMs` too. `verdicts` say of a
 * key that has no candidate whether it is gone, over at once, or can't be told.
 */
export function settle(
  before: ConditionState,
  candidates: readonly Candidate[],
  now: EpochMs,
  verdicts: ReadonlyMap<string, Verdict> = new Map(),
): Settled {
  const state = new Map<string, Condition>();
  for (const seen of candidates) state.set(seen.key, present(before.get(seen.key), seen, now));
  for (const [key, condition] of before) {
    if (state.has(key)) continue;
    const kept = without(condition, verdicts.get(key) ?? 'gone', now);
    if (kept !== null) state.set(key, kept);
  }
  const active = [...state.values()]
    .filter((condition) => condition.counts)
    .map((condition) => shown(condition, now))
    .toSorted((a, b) => a.since - b.since);
  return { state, active };
}

function present(before: Condition | undefined, seen: Candidate, now: EpochMs): Condition {
  const { holdMs, clearMs, ...finding } = seen;
  const since = Math.min(before?.finding.since ?? seen.since, now);
  const counts = before?.counts === true || now - since >= holdMs;
  const criticalSince =
    seen.severity === 'critical'
      ? (before?.criticalSince ?? (before === undefined ? since : now))
      : null;
  const proven = criticalSince !== null && now - criticalSince >= holdMs;
  const severity: Severity = proven ? 'critical' : lesser(before, seen.severity);
  return {
    finding: { ...finding, since, severity },
    counts,
    criticalSince,
    seenAt: now,
    isSeen: true,
    goneSince: null,
    clearMs,
  };
}

/** A critical one that has not stood long enough counts as it did before. */
function lesser(before: Condition | undefined, seen: Severity): Severity {
  if (before?.counts !== true)
    return seen === 'critical' && before !== undefined ? 'warning' : seen;
  return seen === 'critical' ? before.finding.severity : seen;
}

function without(condition: Condition, verdict: Verdict, now: EpochMs): Condition | null {
  switch (verdict) {
    case 'gone':
      return absent(condition, now);
    case 'over':
      return null;
    case 'unknown':
      return held(condition);
  }
}

function absent(condition: Condition, now: EpochMs): Condition | null {
  if (!condition.counts) return null;
  const goneSince = condition.goneSince ?? now;
  return now - goneSince >= condition.clearMs ? null : { ...condition, goneSince };
}

/** Nothing was learned about it: neither begins its clearing, nor does a pending one ripen. */
function held(condition: Condition): Condition | null {
  return condition.counts ? { ...condition, isSeen: false, goneSince: null } : null;
}

/** What can't be seen any more is not told as if it were. */
function shown({ finding, isSeen, seenAt }: Condition, now: EpochMs): Finding {
  if (isSeen || seenAt === null) return finding;
  const when = formatUtcTime(seenAt, now);
  return { ...finding, what: `${finding.what} (Last seen at ${when}; nobody can tell now.)` };
}

/**
 * The memory to start from after a restart: what counted when the last process ended counts until
 * it has been seen to be over, so that its incident neither resolves nor opens a second time.
 *
 * @param clearMs how long each must be gone before it is over, ms
 */
export function restoredConditions(findings: readonly Finding[], clearMs: number): ConditionState {
  return new Map(
    findings.map((finding) => [
      finding.key,
      {
        finding,
        counts: true,
        criticalSince: finding.severity === 'critical' ? finding.since : null,
        seenAt: null,
        isSeen: true,
        goneSince: null,
        clearMs,
      },
    ]),
  );
}

/**
 * The memory with what an earlier process knew to count, learned of only now: what stands in both
 * has begun when the earlier one saw it first.
 *
 * @param clearMs how long each must be gone before it is over, ms
 */
export function recalledConditions(
  state: ConditionState,
  findings: readonly Finding[],
  clearMs: number,
): ConditionState {
  const merged = new Map(restoredConditions(findings, clearMs));
  for (const [key, own] of state) {
    const earlier = merged.get(key);
    if (earlier === undefined) {
      merged.set(key, own);
      continue;
    }
    const since = Math.min(earlier.finding.since, own.finding.since);
    merged.set(key, { ...own, counts: true, finding: { ...own.finding, since } });
  }
  return merged;
}

/** What the rules may ask about the findings that stand already. */
export function standing(
  state: ConditionState,
): Pick<RuleContext, 'isActive' | 'activeSeverity' | 'activeSince'> {
  const counting = (key: string): Condition | null => {
    const condition = state.get(key);
    return condition?.counts === true ? condition : null;
  };
  return {
    isActive: (key) => counting(key) !== null,
    activeSeverity: (key) => counting(key)?.finding.severity ?? null,
    activeSince: (key) => state.get(key)?.finding.since ?? null,
  };
}
