import { reasonWords } from '../../replication/findings/reasons.js';
import { safeName } from '../../wording/safe-text.js';
import { formatDuration, formatUtcTime } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { factsOf } from './context.js';
import { block, pass } from './result.js';

const id = 'target-reachable';

export function targetReachable(context: CheckContext): CheckResult {
  const { target, input } = context;
  const name = safeName(target.name);
  switch (target.reach.kind) {
    case 'silent': {
      const { reason, since } = target.reach;
      const { what, next } = reasonWords[reason];
      return block(id, `${name} ${what} since ${formatUtcTime(since, input.now)}.`, next);
    }
    case 'cold':
      return block(
        id,
        `${name} runs with \`hot_standby = off\` and can't be queried.`,
        'Choose a standby that can, or restart it with `hot_standby = on`.',
      );
    case 'not-polled-yet':
      return block(id, `${name} has not been asked yet.`, 'Check again in a few seconds.');
    case 'answers':
      break;
  }
  const facts = factsOf(context, target);
  if (facts === null) {
    return block(
      id,
      `${name} answers the poll, but did not answer what was asked for this plan.`,
      'Check again; `pgrepl check` shows whether the role for operations can connect there.',
    );
  }
  const ago = formatDuration(input.now - facts.at);
  return pass(id, `${name} answers as role ${safeName(facts.actingRole)}, ${ago} ago.`);
}
