import { reasonWords } from '../../replication/findings/reasons.js';
import { safeName } from '../../wording/safe-text.js';
import type { StepContext } from './context.js';
import { until } from './until.js';

/** How long a server that comes up again is waited for, ms: an outage waits with it. */
const withinMs = 2000;

/** How long it may take to answer one look, ms. */
const lookMs = 1000;

/** How long it is left alone between two looks, ms. */
const everyMs = 5;

/** What answers behind the address of a server whose clean end is proven. */
export type AfterEnd =
  /** Nobody, or a server that is ending still, or a standby. Silence is no sign of a second start. */
  | { readonly kind: 'ended' }
  /** A person or a supervisor has started it since, or may have. */
  | { readonly kind: 'started'; readonly words: string };

/**
 * A clean end says nothing of what came after it: a supervisor may start the server again at once, and
 * then there would be two primaries. So whoever promotes looks there once more. A server that comes up
 * is waited for, a silent host is not: an end on record is worth more than that. A server that answers
 * without letting pgrepl in (no connection left, another password) runs all the same, and so does one
 * that takes connections and comes to no answer: its host may be busy with the start.
 */
export async function endedForGood(node: string, context: StepContext): Promise<AfterEnd> {
  const { actor } = context.ways(node);
  const name = safeName(node);
  const waited = await until<AfterEnd>(context, { withinMs, everyMs }, async () => {
    const look = await actor.look(lookMs);
    if (look.kind === 'position' && !look.position.inRecovery) {
      return { value: started(`${name} ended, but takes writes again: somebody has started it`) };
    }
    if (look.kind !== 'silent') return { value: { kind: 'ended' } };
    if (look.reason === 'starting-up') return { seen: startedBySomebody(look.detail) };
    if (look.accepted === true) {
      return { seen: `it may run again, for something listens at its address: ${look.detail}` };
    }
    return reasonWords[look.reason].alive && look.reason !== 'hot-standby-off'
      ? { value: started(`${name} ended, but ${startedBySomebody(look.detail)}`) }
      : { value: { kind: 'ended' } };
  });
  if (waited.kind === 'got') return waited.value;
  return started(`${name} ended, but ${waited.last}`);
}

function startedBySomebody(detail: string): string {
  return `somebody has started it: ${detail}`;
}

function started(words: string): AfterEnd {
  return { kind: 'started', words };
}
