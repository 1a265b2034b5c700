import { reasonWords } from '../../replication/findings/reasons.js';
import { listNames, safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import { isLockOut } from '../steps/lock-out.js';
import { primaryLife } from '../primary-life.js';
import type { PrimaryLife } from '../primary-life.js';
import type { CheckContext } from './context.js';
import { block, blockUnlessForced, pass, warn } from './result.js';

const id = 'primary-state';

/**
 * Whether there is one primary to take over from (switchover), or none any more (promotion). Two that
 * accept writes can't be merged: what is not known to be dead counts as alive.
 */
export function primaryState(context: CheckContext): CheckResult {
  const life = primaryLife(context.input);
  return context.input.kind === 'switchover' ? toSwitch(life) : toReplace(context, life);
}

function toSwitch(life: PrimaryLife): CheckResult {
  switch (life.kind) {
    case 'serves':
      return pass(id, `${safeName(life.node)} answers and is the only primary.`);
    case 'several':
      return block(id, severalWords(life.nodes), severalRemedy);
    case 'none':
      return block(id, 'No node is primary.', 'Promote a standby instead.');
    case 'unknown':
      return block(id, 'Which node is primary is not known yet.', 'Check again in a few seconds.');
    case 'down':
    case 'feeds':
    case 'runs':
    case 'silent':
      return block(
        id,
        `${safeName(life.node)} does not answer pgrepl, and a switchover has to stop it cleanly.`,
        'Get it to answer; or promote a standby, if it is gone.',
      );
  }
}

function toReplace(context: CheckContext, life: PrimaryLife): CheckResult {
  const { now } = context.input;
  switch (life.kind) {
    case 'serves':
      return blockUnlessForced(
        context,
        id,
        `${safeName(life.node)} answers and accepts writes. ${lockOutWords(context, life.node)}${twoPrimaries}`,
        'Switch over instead: that loses nothing.',
      );
    case 'several':
      return block(id, severalWords(life.nodes), severalRemedy);
    case 'none':
      return pass(id, noneWords(life.last));
    case 'down':
      return pass(
        id,
        `${safeName(life.node)} refuses connections since ${formatUtcTime(life.since, now)}: nothing listens on its port${nobodyReceives(life.asked)}.`,
      );
    case 'feeds': {
      const are = life.standbys.length === 1 ? 'receives' : 'receive';
      return blockUnlessForced(
        context,
        id,
        `pgrepl can't reach ${safeName(life.node)}, but ${listNames(life.standbys)} still ${are} from it: it lives. ${twoPrimaries}`,
        `Mend pgrepl's way to ${safeName(life.node)}, or make sure that it is stopped.`,
      );
    }
    case 'runs': {
      const { what, next } = reasonWords[life.reason];
      return blockUnlessForced(
        context,
        id,
        `${safeName(life.node)} ${what} since ${formatUtcTime(life.since, now)}: it runs, and may accept writes. ${twoPrimaries}`,
        next,
      );
    }
    case 'silent':
      return silent(context, life);
    case 'unknown':
      return blockUnlessForced(
        context,
        id,
        'Which node is primary is not known, and one may still accept writes.',
        'Check again in a few seconds, once every node was asked.',
      );
  }
}

function silent(
  context: CheckContext,
  life: Extract<PrimaryLife, { kind: 'silent' }>,
): CheckResult {
  const name = safeName(life.node);
  const what = silenceWords(context, life);
  const fenced = context.steps.some(
    ({ action, by, node }) => action.kind === 'fence' && by === 'command' && node === life.node,
  );
  const { fenceFailed, now } = context.input;
  if (fenced && fenceFailed?.node === life.node) {
    return blockUnlessForced(
      context,
      id,
      `${what} OP-${fenceFailed.operation} tried in vain to fence it at ${formatUtcTime(fenceFailed.at, now)}. ${twoPrimaries}`,
      `Make sure by other means that ${name} is stopped and stays so: at its host, its hypervisor or its power. A forced promotion tries the fence once more, and goes ahead without.`,
    );
  }
  if (fenced) {
    return warn(
      id,
      `${what} It is fenced first, and nothing goes ahead unless that succeeds.`,
      `Know that this ends ${name} if it still serves clients.`,
    );
  }
  return blockUnlessForced(
    context,
    id,
    `${what} ${twoPrimaries}`,
    `Make sure that ${name} is stopped and stays so; a \`fence\` command in the configuration can do that.`,
  );
}

function silenceWords(
  { input }: CheckContext,
  life: Extract<PrimaryLife, { kind: 'silent' }>,
): string {
  const name = safeName(life.node);
  const { reason, since, elsewhere } = life;
  const what =
    reason === null
      ? `${name} can't be asked: at its address another system's server answers, or nobody has been asked yet`
      : `${name} ${reasonWords[reason].what}${since === null ? '' : ` since ${formatUtcTime(since, input.now)}`}`;
  const perhaps =
    elsewhere.length === 0
      ? ''
      : `, and ${listNames(elsewhere)} may receive from it by another address`;
  return `${what}${perhaps}; it may still accept writes.`;
}

/** What a fence by SQL comes to, where the plan has one; it is none that can be relied on. */
function lockOutWords({ steps }: CheckContext, node: string): string {
  if (!steps.some((step) => isLockOut(step) && step.node === node)) return '';
  return `Its clients are locked out first, and it goes on running: background workers, whoever has a shell there and a login that is under way at that moment can still make it write. `;
}

const twoPrimaries =
  'Two primaries diverge, and what one of them writes can never be merged into the other.';

function severalWords(nodes: readonly string[]): string {
  return `${listNames(nodes)} are primaries at the same time.`;
}

const severalRemedy = 'Stop all but the one that is to be kept, before anything else.';

function noneWords(last: string | null): string {
  const was = last === null ? '' : `; ${safeName(last)} was it last, and is one of them by now`;
  return `No node is primary: all of them are standbys${was}.`;
}

function nobodyReceives(asked: readonly string[]): string {
  if (asked.length === 0) return ', and nobody is known to receive from it';
  return asked.length === 1
    ? `, and ${listNames(asked)} no longer receives from it`
    : `, and none of ${listNames(asked)} receives from it any more`;
}
