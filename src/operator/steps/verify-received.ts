import { formatLsn, lsnDiffBytes, maxLsn, type Lsn } from '../../replication/lsn.js';
import { safeName } from '../../wording/safe-text.js';
import type { ControlData, NodePosition } from '../ports.js';
import { cleanControl } from './control.js';
import { otherPrimary } from '../other-primaries.js';
import { oldPrimaryOf, type StepContext, type StepResult, type StepRunner } from './context.js';
import { endedForGood } from './ended-for-good.js';
import { until } from './until.js';

/**
 * The length of a shutdown checkpoint's record, bytes: header (24), data header (2) and
 * `CheckPoint` (80 in 10, 88 in newer majors). A node that has so much behind the position of the
 * checkpoint has the whole record: it may have been sent in two parts.
 */
const recordBytes = 106;

/** How long a standby is left alone between two looks, ms. */
const everyMs = 2;

/**
 * The old primary ended cleanly, and the target has all that it ever wrote: its last record, the
 * shutdown checkpoint, has arrived. What counts is what was received: replay may trail, and a
 * promotion replays everything first.
 */
export const verifyReceived: StepRunner<'verify-received'> = async (_step, _action, context) => {
  const primary = oldPrimaryOf(context.plan);
  if (context.ways(primary).hands.controlData === null) {
    const seen = await fromTarget(context);
    // What the target has says nothing of a server that was started since: it may not receive yet.
    return seen.kind === 'done' ? unlessStarted(primary, seen, context) : seen;
  }
  const ended = await cleanControl(primary, context);
  if (ended.kind === 'not') {
    return { kind: 'failed', words: `${safeName(primary)} has not ended cleanly: ${ended.words}` };
  }
  const { checkpointLsn, timeline } = ended.data;
  context.learned.oldPrimaryEnd = ended.data;
  if (context.plan.timeline !== null && timeline !== context.plan.timeline) {
    return {
      kind: 'failed',
      words: `${safeName(primary)} ended on timeline ${timeline}, not on ${context.plan.timeline}`,
    };
  }
  return unlessStarted(primary, receivedUpTo(checkpointLsn, context), context);
};

async function unlessStarted(
  primary: string,
  proof: StepResult | Promise<StepResult>,
  context: StepContext,
): Promise<StepResult> {
  const [proven, after, other] = await Promise.all([
    proof,
    endedForGood(primary, context),
    otherPrimary(context),
  ]);
  if (other !== null) return { kind: 'failed', words: other };
  return after.kind === 'started' ? { kind: 'failed', words: after.words } : proven;
}

async function receivedUpTo(end: Lsn, context: StepContext): Promise<StepResult> {
  const target = safeName(context.plan.target);
  context.waiting(`for ${target} to receive the shutdown checkpoint at ${formatLsn(end)}`);
  const timing = { withinMs: context.rules.timeouts.receiveMs, everyMs };
  const waited = await until(context, timing, async () => {
    const look = await context.ways(context.plan.target).actor.look(timing.withinMs);
    if (look.kind !== 'position') return { seen: `it gives no answer: ${look.detail}` };
    const received = maxLsn(look.position.receivedLsn, look.position.replayedLsn);
    if (received !== null && lsnDiffBytes(received, end) >= recordBytes) return { value: received };
    return { seen: `it has received ${received === null ? 'nothing' : formatLsn(received)}` };
  });
  if (waited.kind === 'got') {
    return {
      kind: 'done',
      words: `${safeName(oldPrimaryOf(context.plan))} ended cleanly at ${formatLsn(end)}, and ${target} has it all (${formatLsn(waited.value)})`,
    };
  }
  return {
    kind: 'failed',
    words: `${target} has not received the shutdown checkpoint at ${formatLsn(end)}: ${waited.last}`,
  };
}

/**
 * Where nobody can read the old primary's files, the target bears witness: a restart point there
 * stands on the newest checkpoint record that it has replayed, and only a shutdown checkpoint begins
 * where it stands (`redo_lsn` = `checkpoint_lsn`; an online one always begins before).
 */
async function fromTarget(context: StepContext): Promise<StepResult> {
  const primary = safeName(oldPrimaryOf(context.plan));
  const target = safeName(context.plan.target);
  const { actor } = context.ways(context.plan.target);
  const { lastSeenLsn } = context.learned;
  context.waiting(`for ${target} to replay the shutdown checkpoint of ${primary}`);
  const { receiveMs: withinMs, checkpointMs } = context.rules.timeouts;
  // Where much is to be written, the first one takes its time; what is waited for may come meanwhile.
  await actor.checkpoint(checkpointMs);
  const waited = await until(context, { withinMs, everyMs: 50 }, async () => {
    const made = await actor.checkpoint(checkpointMs);
    if (made.kind !== 'done') return { seen: `it made no restart point: ${made.detail}` };
    const look = await actor.look(withinMs);
    if (look.kind !== 'position') return { seen: `it gives no answer: ${look.detail}` };
    const end = shutdownCheckpointOf(look.position, lastSeenLsn);
    return end === null
      ? { seen: 'what it has replayed does not end with a shutdown checkpoint' }
      : { value: end };
  });
  if (waited.kind === 'got') {
    context.learned.oldPrimaryEnd = endedAt(waited.value, context);
    return {
      kind: 'done',
      words: `${primary} ended cleanly: ${target} has replayed its shutdown checkpoint at ${formatLsn(waited.value)}, and nothing follows it`,
    };
  }
  return {
    kind: 'failed',
    words: `Nothing shows that ${target} has all that ${primary} wrote: ${waited.last}`,
  };
}

/** What the control file of the old primary says, by what its last record proves. */
function endedAt(checkpointLsn: Lsn, { plan }: StepContext): ControlData | null {
  const { timeline, nodes, primary } = plan;
  const systemIdentifier = nodes.find(({ name }) => name === primary)?.systemIdentifier ?? null;
  return timeline === null || systemIdentifier === null
    ? null
    : { state: 'shut down', checkpointLsn, timeline, systemIdentifier };
}

/** The last record's position, if what was replayed ends with a shutdown checkpoint; else null. */
export function shutdownCheckpointOf(position: NodePosition, lastSeen: Lsn | null): Lsn | null {
  const { checkpointLsn, redoLsn, receivedLsn, replayedLsn } = position;
  if (checkpointLsn === null || checkpointLsn !== redoLsn || replayedLsn === null) return null;
  if (lastSeen === null || checkpointLsn < lastSeen) return null;
  const behind = lsnDiffBytes(maxLsn(receivedLsn, replayedLsn) ?? replayedLsn, checkpointLsn);
  // Nothing but that record (with the header of a page that it may cross) lies behind it. What was
  // received may end at a segment's beginning when streaming began anew, never beyond the record.
  return behind >= recordBytes && behind <= 2 * recordBytes ? checkpointLsn : null;
}
