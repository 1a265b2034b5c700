import type { Lsn } from '../replication/lsn.js';
import { lsnDiffBytes, maxLsn } from '../replication/lsn.js';
import type { NodeView } from '../replication/topology/model.js';
import { listNames, safeName } from '../wording/safe-text.js';
import { formatBytes, formatUtcTime } from '../wording/units.js';
import { acknowledgedVerdict, hasReplayedAll } from './acknowledged.js';
import type { AcknowledgedVerdict } from './acknowledged.js';
import type { Price } from './plan-model.js';
import { canFence, primaryLife } from './primary-life.js';
import type { PrimaryLife } from './primary-life.js';
import type { PlanSides } from './steps/context.js';
import { viewOf } from './steps/context.js';
import { standsBy } from './subject.js';

/**
 * What the promotion of this target loses. A switchover loses nothing, or does not happen: the target
 * is promoted only once it has the last record of a primary that has ended cleanly. A promotion is
 * called free only where it is certain that nobody writes any more and that whatever was acknowledged
 * has reached the target.
 */
export function priceOf(sides: PlanSides): Price {
  const target = viewOf(sides, sides.target);
  const times = commitTimes(sides, target);
  if (sides.input.kind === 'switchover') {
    const [old, heir] = [safeName(sides.primary ?? 'the primary'), safeName(sides.target)];
    return {
      kind: 'none',
      bytes: 0,
      ...times,
      words: `Nothing that was acknowledged is lost: ${heir} is promoted only once ${old} has ended cleanly and ${heir} has its last record.`,
    };
  }
  if (target === undefined) return unknownPrice(times, `${safeName(sides.target)} is not known.`);
  const newest = newestTimeline(sides);
  if (newest !== null && target.timeline !== null && target.timeline < newest.timeline) {
    return {
      kind: 'lossy',
      bytes: null,
      ...times,
      words: `${safeName(target.name)} is on timeline ${target.timeline} and has missed the promotion to timeline ${newest.timeline}, on which ${safeName(newest.node)} is: everything written since then is lost.`,
    };
  }
  return promotionPrice(sides, target, times);
}

type CommitTimes = Pick<Price, 'lastCommitAt' | 'primaryLastCommitAt'>;

function promotionPrice(sides: PlanSides, target: NodeView, times: CommitTimes): Price {
  const { input } = sides;
  const life = primaryLife(input);
  const name = safeName(target.name);
  const lacks = lackedBytes(sides, target);
  const bytes = lacks === null ? null : Math.max(0, lacks);
  const verdict = acknowledgedVerdict(input, target);
  const stands = viewOf(sides, sides.primary ?? '');
  const isOver = life.kind === 'none' && standsBy(stands) && hasReplayedAll(stands);
  if (isOver && lacks !== null && lacks <= 0) {
    return {
      kind: 'none',
      bytes: 0,
      ...times,
      words: `Nothing is lost: ${safeName(sides.primary ?? '')}, the last primary, is a standby by now, and ${name} has all that it has.`,
    };
  }
  if (isSettled(sides, life) && verdict.kind === 'has-all') {
    return { kind: 'none', bytes, ...times, words: freeWords(name, verdict.witnesses, bytes) };
  }
  const more = [afterwards(sides, life), reservation(verdict)].filter((words) => words !== '');
  if (bytes === null) {
    return unknownPrice(times, [`What ${name} lacks is not known.`, ...more].join(' '));
  }
  const last = lastCommitWords(times, input.now);
  if (bytes > 0) {
    const words = `${name} lacks at least ${formatBytes(bytes)} of WAL that was written${last}.`;
    return { kind: 'lossy', bytes, ...times, words: [words, ...more].join(' ') };
  }
  const words = `${name} has everything that anybody was seen to have${last}.`;
  return { kind: 'unknown', bytes, ...times, words: [words, ...more].join(' ') };
}

function unknownPrice(times: CommitTimes, words: string): Price {
  return { kind: 'unknown', bytes: null, ...times, words };
}

/** True if nobody writes, or if the old primary is fenced before anything else is done. */
function isSettled({ input }: PlanSides, life: PrimaryLife): boolean {
  if (life.kind === 'down') return true;
  // Who still receives from it may confirm more in the meantime.
  return life.kind === 'silent' && life.elsewhere.length === 0 && canFence(input, life.node);
}

function freeWords(name: string, witnesses: readonly string[], bytes: number | null): string {
  const others = witnesses.filter((witness) => safeName(witness) !== name);
  const proof =
    others.length === 0
      ? `every commit waited for ${name} itself`
      : `every commit waited for standbys, and none of ${listNames(others)} has received more than ${name}`;
  const tail =
    bytes !== null && bytes > 0
      ? `; ${formatBytes(bytes)} of WAL that it lacks was never confirmed to anybody`
      : '';
  return `Nothing that was acknowledged is lost: ${proof}${tail}. (Sessions that set \`synchronous_commit\` to \`local\` or \`off\` for themselves are not counted.)`;
}

/** What may have been written besides, or may be yet; empty if nothing may. */
function afterwards(sides: PlanSides, life: PrimaryLife): string {
  const { input } = sides;
  switch (life.kind) {
    case 'serves':
      return `${safeName(life.node)} answers and accepts writes: all that it writes until it is stopped is lost as well.`;
    case 'several':
      return `${listNames(life.nodes)} accept writes, each its own: of what only they have, nothing comes along.`;
    case 'none':
      return 'What the last primary had written besides is not known.';
    case 'feeds':
    case 'runs':
      return `${safeName(life.node)} is running: all that it writes is lost as well.`;
    case 'down':
    case 'silent': {
      const seen = input.states.get(life.node);
      const name = safeName(life.node);
      const since =
        seen?.state.role.kind === 'primary'
          ? `What ${name} wrote after it was last seen at ${formatUtcTime(seen.at, input.now)} is lost`
          : `What ${name} wrote is lost as far as nobody received it`;
      return `${since}.`;
    }
    case 'unknown':
      return 'Who the primary is and what it wrote is not known.';
  }
}

/** Why what was acknowledged can't be taken for safe. */
function reservation(verdict: AcknowledgedVerdict): string {
  if (verdict.kind === 'has-all') return '';
  const who = listNames(verdict.who);
  switch (verdict.why) {
    case 'asynchronous':
      return 'Commits waited for no standby.';
    case 'exempt':
      return `Commits of ${who} waited for no standby.`;
    case 'missing-witness':
      return `Whether ${who} had confirmed more can't be asked.`;
    case 'outrun':
      return `${who} ${verdict.who.length === 1 ? 'has' : 'have'} received more, and may have confirmed it.`;
    case 'anyone':
      return 'By `*` in `synchronous_standby_names` a standby may have confirmed more that is in no configuration and is gone.';
    case 'unseen':
      return 'Whether commits waited for a standby was never seen.';
  }
}

function lastCommitWords({ lastCommitAt, primaryLastCommitAt }: CommitTimes, now: number): string {
  if (lastCommitAt === null) return '';
  const own = `its last commit is of ${formatUtcTime(lastCommitAt, now)}`;
  return primaryLastCommitAt !== null && primaryLastCommitAt > lastCommitAt
    ? ` (${own}, the last one seen anywhere of ${formatUtcTime(primaryLastCommitAt, now)})`
    : ` (${own})`;
}

/** What others were seen to have beyond the target, bytes; negative if it has most. */
function lackedBytes(sides: PlanSides, target: NodeView): number | null {
  const has = target.wal.receivedLsn;
  if (has === null) return null;
  const ends = sides.input.topology.nodes
    .filter((node) => node.name !== target.name && !node.foreign && isComparable(node, target))
    .map((node) => maxLsn(node.wal.writeLsn, node.wal.receivedLsn));
  const end = ends.reduce<Lsn | null>(maxLsn, null);
  // Without a position of the primary's own, that others lack as much proves nothing.
  const primary = sides.primary === null ? undefined : viewOf(sides, sides.primary);
  const isPrimarySeen = primary !== undefined && ownEnd(primary) !== null;
  const lacks = end === null ? null : lsnDiffBytes(end, has);
  return lacks !== null && (lacks > 0 || isPrimarySeen) ? lacks : null;
}

function ownEnd({ wal, foreign }: NodeView): Lsn | null {
  return foreign ? null : maxLsn(wal.writeLsn, wal.receivedLsn);
}

function isComparable(node: NodeView, target: NodeView): boolean {
  return node.timeline === null || target.timeline === null || node.timeline === target.timeline;
}

function newestTimeline({
  input,
}: PlanSides): { readonly node: string; readonly timeline: number } | null {
  const known = input.topology.nodes.flatMap(({ name, timeline, foreign }) =>
    timeline === null || foreign ? [] : [{ node: name, timeline }],
  );
  return known.toSorted((a, b) => b.timeline - a.timeline)[0] ?? null;
}

/** By the primary's clock, from what standbys have replayed: the primary itself shows no such time. */
function commitTimes({ input }: PlanSides, target: NodeView | undefined): CommitTimes {
  const isCaughtUp =
    target?.wal.replayLsn !== null && target?.wal.replayLsn === target?.wal.receivedLsn;
  const lastCommitAt = isCaughtUp ? (target?.replay?.lastReplayedCommitAt ?? null) : null;
  const seen = input.topology.nodes
    .filter((node) => !node.foreign)
    .map(({ replay }) => replay?.lastReplayedCommitAt ?? null)
    .filter((at) => at !== null);
  return { lastCommitAt, primaryLastCommitAt: seen.length === 0 ? null : Math.max(...seen) };
}
