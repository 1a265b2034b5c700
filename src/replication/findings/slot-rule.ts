import { candidate, sinceOf } from './candidate.js';
import { isInvisible } from './connection.js';
import type { Candidate, Rule, RuleContext } from './model.js';
import { judgedSlots, slotCauses, slotSubject, slotVerdict, type SlotSeat } from './slot-look.js';

interface SlotJudge extends Pick<Rule, 'kind' | 'rank'> {
  /** Null where nothing of the kind is wrong with this slot. */
  readonly judge: (context: RuleContext, seat: SlotSeat) => SlotTrouble | null;
}

/** What is wrong with a slot: what goes with every finding about one is left out. */
export interface SlotTrouble extends Pick<
  Candidate,
  'severity' | 'consequence' | 'next' | 'holdMs' | 'evidence'
> {
  /** The sentence, made of the moment since which it is so. */
  readonly what: (since: Candidate['since']) => string;
  /** Since when it is so by what the server says; null if it does not. */
  readonly since?: Candidate['since'] | null;
}

/** A rule about one slot at a time; while nothing is visible it finds nothing. */
export function slotRule({ kind, rank, judge }: SlotJudge): Rule {
  return {
    kind,
    rank,
    find: (context) =>
      isInvisible(context.topology)
        ? []
        : judgedSlots(context.topology).flatMap((seat) => {
            const trouble = judge(context, seat);
            return trouble === null ? [] : [found(context, kind, seat, trouble)];
          }),
    verdict: ({ topology }, finding) => slotVerdict(topology, finding),
  };
}

function found(
  context: RuleContext,
  kind: string,
  seat: SlotSeat,
  trouble: SlotTrouble,
): Candidate {
  const { node, slot, owner } = seat;
  const subject = slotSubject(seat);
  const since = sinceOf(context, kind, subject, trouble.since ?? null);
  return candidate(context, {
    ...trouble,
    kind,
    subject,
    since,
    causes: slotCauses(context.topology, seat),
    what: trouble.what(since),
    evidence: {
      node: node.name,
      slot: slot.name,
      slotKind: slot.kind,
      ...trouble.evidence,
      standby: owner?.name ?? null,
    },
    clearMs: context.thresholds(node.name).clearForMs,
  });
}
