import { safeName } from '../../wording/safe-text.js';
import { formatCount, formatDuration } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { factsOf } from './context.js';
import { pass, warn } from './result.js';

const id = 'long-transactions';

/** What the stop ends, and what outlives it: prepared transactions hold their locks on the target. */
export function longTransactions(context: CheckContext): readonly CheckResult[] {
  const { primary, input } = context;
  if (primary?.reach.kind !== 'answers') {
    return [pass(id, 'There is no primary in service whose transactions would be ended.')];
  }
  const name = safeName(primary.name);
  const facts = factsOf(context, primary);
  const [long, prepared] = [facts?.longTransactions ?? null, facts?.preparedTransactions ?? null];
  const results: CheckResult[] = [];
  if (long === null || prepared === null) {
    results.push(
      warn(
        id,
        `Which transactions are open or prepared on ${name} is not visible to pgrepl's role.`,
        `Look at \`pg_stat_activity\` and \`pg_prepared_xacts\` on ${name} before you approve.`,
      ),
    );
  }
  const bound = formatDuration(input.rules.bounds.longTransactionMs);
  if (long !== null && long > 0) {
    const longest = facts?.longestTransactionMs ?? null;
    const since = longest === null ? '' : `, the oldest for ${formatDuration(longest)}`;
    results.push(
      warn(
        id,
        `${formatCount(long, 'transaction')} on ${name} ${long === 1 ? 'has' : 'have'} been open for more than ${bound}${since}: the stop rolls ${long === 1 ? 'it' : 'them'} back.`,
        'Let them end first, if their work would be missed.',
      ),
    );
  }
  if (prepared !== null && prepared > 0) {
    results.push(
      warn(
        id,
        `${formatCount(prepared, 'prepared transaction')} on ${name} ${prepared === 1 ? 'goes' : 'go'} over to ${safeName(context.target.name)} and ${prepared === 1 ? 'holds its' : 'hold their'} locks there.`,
        'See that their transaction manager finds the new primary.',
      ),
    );
  }
  return results.length > 0
    ? results
    : [
        pass(
          id,
          `No transaction on ${name} has been open for more than ${bound}, and none is prepared.`,
        ),
      ];
}
