import { nameMatches, sameStandbyName } from '../replication/sync/parse-names.js';
import type { WrittenName } from '../replication/sync/written-names.js';
import {
  formatWrittenNames,
  readWrittenNames,
  writtenName,
} from '../replication/sync/written-names.js';
import { isHeldBack } from '../replication/topology/promotability.js';
import { nodeNamed } from '../replication/topology/walk.js';
import type { PlanInput } from './facts.js';
import type { RejoinVerdict, SyncPlan } from './plan-model.js';
import { viewOf, withPart, type PlanSides } from './steps/context.js';
import { repoint } from './steps/repoint.js';
import { slotInUse } from './steps/slots.js';

/** Who is called what, and who will be there: what the names are worked out from. */
export interface SuccessionQuestion {
  /** `synchronous_standby_names` of the primary; not empty. */
  readonly before: string;
  readonly major: number;
  /** `application_name`s. */
  readonly target: string;
  readonly primary: string | null;
  /** Of the standbys that stream from the target as soon as it is promoted. */
  readonly ready: readonly string[];
  /** Whether the operation brings the old primary back as a standby. */
  readonly returns: boolean;
}

/**
 * The names that the target has to have from its first commit on, and at the end. A promoted standby
 * keeps its own setting: if that names nobody who is there, its first commit hangs, and if it names
 * nobody at all, the cluster is asynchronous without a word. So the names stay as they are, less the
 * target's own, as long as they can be satisfied; as few as must be are asked for until the old
 * primary is back, which then takes the target's place. Null for a setting that can't be read.
 */
export function successionNames(
  question: SuccessionQuestion,
): Pick<SyncPlan, 'atPromotion' | 'after'> | null {
  const { before, target, primary, ready, returns } = question;
  const names = readWrittenNames(before, question.major);
  if (names === null) return null;
  const isTarget = ({ name }: WrittenName): boolean => sameStandbyName(name, target);
  const isPrimary = ({ name }: WrittenName): boolean =>
    primary !== null && sameStandbyName(name, primary);
  const write = (entries: readonly WrittenName[], numSync: number): string => {
    if (numSync === 0) return '';
    const isUnchanged =
      numSync === names.numSync &&
      entries.length === names.entries.length &&
      entries.every((entry, index) => entry === names.entries[index]);
    return isUnchanged ? before : formatWrittenNames({ ...names, entries, numSync });
  };

  // Where every node has the same list, the old primary's name is in it and harms nobody meanwhile.
  const isSameEverywhere = names.entries.some(isPrimary);
  const others = names.entries.filter((entry) => !isTarget(entry) && !isPrimary(entry));
  const atOnce = Math.min(names.numSync, countPresent(others, ready));
  const keepsAll = isSameEverywhere && atOnce === names.numSync;
  const atPromotion = write(keepsAll ? names.entries : others, atOnce);
  if (!returns || primary === null) return { atPromotion, after: atPromotion };

  const atLast = inPlaceOf(names.entries, question);
  const wanted = Math.min(names.numSync, countPresent(atLast, [...ready, primary]));
  return { atPromotion, after: write(atLast, wanted) };
}

/** With the old primary in the target's place; a list that names both is the same on every node. */
function inPlaceOf(
  entries: readonly WrittenName[],
  { target, primary }: Pick<SuccessionQuestion, 'target' | 'primary'>,
): readonly WrittenName[] {
  if (primary === null || entries.some(({ name }) => sameStandbyName(name, primary))) {
    return entries;
  }
  const heir = writtenName(primary);
  return entries.map((entry) => (sameStandbyName(entry.name, target) ? heir : entry));
}

/**
 * The names with which the target asks for as many standbys as the old primary did, once that is back
 * as one of them; null for a setting that can't be read.
 */
export function promisedNames(
  question: Pick<SuccessionQuestion, 'before' | 'major' | 'target' | 'primary'>,
): string | null {
  const { before, major } = question;
  const names = readWrittenNames(before, major);
  if (names === null) return null;
  const entries = inPlaceOf(names.entries, question);
  return entries === names.entries ? before : formatWrittenNames({ ...names, entries });
}

function countPresent(entries: readonly WrittenName[], present: readonly string[]): number {
  return present.filter((name) => entries.some((entry) => nameMatches(entry.name, name))).length;
}

/** The primary's names as last seen, else as the contract has them; null if neither says. */
export function namesBefore({ topology, contract }: PlanInput): string | null {
  if (topology.sync.namesSetting !== null) return topology.sync.namesSetting;
  if (contract === null) return null;
  if (contract.required === 0) return '';
  return contract.names === '' ? null : contract.names;
}

/**
 * `application_name`s of the standbys that will stream from the target without anybody's help: those
 * that a step points at it, and those that it feeds already. Who holds back its replay comes to the
 * end of the old timeline late, and goes over to the new one only then.
 */
export function readyAtPromotion(sides: PlanSides): readonly string[] {
  const { input, target } = sides;
  const followers = withPart(sides, 'follower').filter((name) => {
    const slot = slotInUse(input, viewOf(sides, name));
    return repoint(sides, name, slot).by !== 'person';
  });
  const children = withPart(sides, 'below').filter((name) => {
    const upstream = viewOf(sides, name)?.upstream;
    return upstream?.kind === 'node' && upstream.node === target;
  });
  return [...followers, ...children].flatMap((name) => {
    const node = viewOf(sides, name);
    const facts = input.facts.get(name);
    const isAble =
      node?.reach.kind === 'answers' &&
      !isHeldBack(node) &&
      facts !== undefined &&
      (facts.recoveryTargetTimeline ?? 'latest') === 'latest';
    return isAble ? [node.declaration.applicationName] : [];
  });
}

/** What the target's names have to be, and when. What can't be read is left as it is. */
export function planSync(sides: PlanSides, rejoin: RejoinVerdict | null): SyncPlan {
  const { input, target, primary } = sides;
  const onTarget = input.states.get(target)?.state.settings.synchronousStandbyNames ?? '';
  const before = namesBefore(input) ?? onTarget;
  if (before === '') return { before, onTarget, atPromotion: '', after: '' };
  const nameOf = (node: string): string =>
    nodeNamed(input.topology, node)?.declaration.applicationName ?? node;
  const names = successionNames({
    before,
    major: viewOf(sides, target)?.major ?? 18,
    target: nameOf(target),
    primary: primary === null ? null : nameOf(primary),
    ready: readyAtPromotion(sides),
    returns: input.kind === 'switchover' && rejoin !== null && rejoin.how !== 'by-hand',
  });
  return { before, onTarget, ...(names ?? { atPromotion: onTarget, after: onTarget }) };
}

/** How many standbys a commit waits for, and how many of those present count; null if unreadable. */
export function demandOf(
  names: string,
  major: number,
  present: readonly string[],
): { readonly required: number; readonly present: number } | null {
  if (names === '') return { required: 0, present: 0 };
  const read = readWrittenNames(names, major);
  return read === null
    ? null
    : { required: read.numSync, present: countPresent(read.entries, present) };
}
