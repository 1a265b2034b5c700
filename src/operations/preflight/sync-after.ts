import { quotedValue, setNamesCommand } from '../../replication/findings/setting-words.js';
import { isWeaker } from '../../replication/sync/contract.js';
import { listNames, safeName } from '../../wording/safe-text.js';
import type { CheckResult } from '../check.js';
import { demandOf, namesBefore, readyAtPromotion } from '../sync-after.js';
import type { CheckContext } from './context.js';
import { factsOf, stateOf } from './context.js';
import { blockUnlessForced, pass, warn } from './result.js';

const id = 'sync-after';

/**
 * What commits on the target wait for after its promotion. It keeps its own
 * `synchronous_standby_names`: with the wrong ones its first commit hangs, or waits for nobody.
 */
export function syncAfter(context: CheckContext): readonly CheckResult[] {
  return [namesCheck(context), ...levelCheck(context)];
}

function namesCheck(context: CheckContext): CheckResult {
  const { input, plan, target } = context;
  const { sync } = plan;
  const name = safeName(target.name);
  const major = target.major ?? 18;
  const ready = readyAtPromotion(plan);
  const before = demandOf(sync.before, major, ready);
  const first = demandOf(sync.atPromotion, major, ready);
  if (before === null || first === null) {
    return blockUnlessForced(
      context,
      id,
      `\`synchronous_standby_names\` is ${quotedValue(sync.before)}, which pgrepl can't read: whether commits on ${name} would hang is not known.`,
      `Set it to a list that PostgreSQL's documentation knows, or to nothing, and check again.`,
    );
  }
  if (sync.atPromotion !== sync.onTarget && !maySet(context)) return cannotSet(context, ready);
  const own =
    sync.atPromotion === sync.onTarget
      ? ''
      : ` Its own \`synchronous_standby_names\`, ${quotedValue(sync.onTarget)} now, becomes ${quotedValue(sync.atPromotion)} before it is promoted.`;
  if (namesBefore(input) === null) {
    return warn(
      id,
      `What the primary had as \`synchronous_standby_names\` is not known: ${name} keeps ${quotedValue(sync.atPromotion)} of its own.${own}`,
      'Set on it what the cluster had promised, once the standbys stream from it.',
    );
  }
  if (first.required < before.required)
    return weaker(context, before.required, first.required, own);
  if (before.required === 0) {
    return pass(id, `Commits wait for no standby, before as after.${own}`);
  }
  const back =
    sync.after === sync.atPromotion
      ? ''
      : ` Once ${safeName(plan.primary ?? 'the old primary')} is back it becomes ${quotedValue(sync.after)}.`;
  const counted = ready.filter((each) => demandOf(sync.atPromotion, major, [each])?.present === 1);
  return pass(
    id,
    `Commits on ${name} wait for ${waitedWords(first.required)} from the first one on; ${listNames(counted)} ${counted.length === 1 ? 'follows' : 'follow'} at once.${own}${back}`,
  );
}

function waitedWords(required: number): string {
  return required === 1 ? 'a standby' : `${required} standbys`;
}

/** Fewer standbys are waited for than before: as many as will be there. */
function weaker(context: CheckContext, before: number, first: number, own: string): CheckResult {
  const { plan, target } = context;
  const { sync } = plan;
  const name = safeName(target.name);
  const last = demandOf(sync.after, target.major ?? 18, []);
  const isRestored = last !== null && last.required >= before;
  const until = isRestored
    ? `until ${safeName(plan.primary ?? 'the old primary')} is back`
    : 'until more standbys are there and somebody raises it again';
  const means =
    first === 0
      ? `no standby, ${until}: if ${name} is lost meanwhile, what it acknowledged is lost with it`
      : `${waitedWords(first)} instead of ${before}, ${until}`;
  return warn(
    id,
    `Too few standbys follow at once: commits on ${name} wait for ${means}.${own}`,
    isRestored
      ? `Nothing: \`synchronous_standby_names\` becomes ${quotedValue(sync.after)} then.`
      : `Bring more standbys to ${name}, then ${setNamesCommand(sync.before)} with the names of those there.`,
  );
}

/** The target's own setting stays: either its first commit hangs, or it waits for others than meant. */
function cannotSet(context: CheckContext, ready: readonly string[]): CheckResult {
  const { plan, target } = context;
  const { sync } = plan;
  const name = safeName(target.name);
  const remedy = `As a superuser on ${name}: ${setNamesCommand(sync.atPromotion)} and \`SELECT pg_reload_conf()\`; or let pgrepl's role do so (\`GRANT ALTER SYSTEM ON PARAMETER synchronous_standby_names\`, 15 and later).`;
  const own = demandOf(sync.onTarget, target.major ?? 18, ready);
  const has = `${name} has \`synchronous_standby_names\` ${quotedValue(sync.onTarget)} set, and pgrepl's role may not change that`;
  const wanted = demandOf(sync.atPromotion, target.major ?? 18, ready)?.required ?? 0;
  if (own !== null && own.present >= own.required && own.required >= wanted) {
    return warn(id, `${has}: commits wait for ${waitedWords(own.required)} of those.`, remedy);
  }
  const means =
    own !== null && own.required < wanted
      ? 'commits would wait for fewer standbys than before, and nothing would say so'
      : 'every commit would hang from the first one on';
  return blockUnlessForced(context, id, `${has}: ${means}.`, remedy);
}

function maySet(context: CheckContext): boolean {
  const may = factsOf(context, context.target)?.may;
  return (
    may !== undefined &&
    (may.superuser || (may.alterSystem.synchronous_standby_names && may.reload))
  );
}

/** `synchronous_commit` is each server's own as well, and weaker on the target nobody notices. */
function levelCheck(context: CheckContext): readonly CheckResult[] {
  const { target, plan } = context;
  const level = stateOf(context, target)?.settings.synchronousCommit ?? null;
  const before = context.input.topology.sync.synchronousCommit;
  if (level === null || before === null || !isWeaker(level, before)) return [];
  const name = safeName(target.name);
  return [
    warn(
      id,
      `${name} has \`synchronous_commit = ${safeName(level)}\`, and ${safeName(plan.primary ?? 'the primary')} has \`${safeName(before)}\`: its commits would guarantee less.`,
      `Set \`synchronous_commit\` on ${name} to \`${safeName(before)}\` and reload it.`,
    ),
  ];
}
