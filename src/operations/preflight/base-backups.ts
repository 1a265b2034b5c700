import type { NodeView } from '../../replication/topology/model.js';
import { listNames, safeName } from '../../wording/safe-text.js';
import { formatCount } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { factsOf } from './context.js';
import { block, pass, warn } from './result.js';

const id = 'base-backups';

/** A base backup ends with the server that it is taken from, and with that server's promotion. */
export function baseBackups(context: CheckContext): readonly CheckResult[] {
  const { input, primary, target, followers } = context;
  const asked = [...(primary?.reach.kind === 'answers' ? [primary] : []), target, ...followers];
  const counted = asked.map((node) => ({
    node,
    running: factsOf(context, node)?.baseBackups ?? null,
  }));
  const busy = counted.filter(({ running }) => running !== null && running > 0);
  const results = busy.map(({ node, running }) => {
    const [who, what] = [safeName(node.name), formatCount(running ?? 0, 'base backup')];
    const verb = running === 1 ? 'is' : 'are';
    if (node === primary && input.kind === 'switchover') {
      return block(
        id,
        `${what} of ${who} ${verb} running, and the stop would break ${running === 1 ? 'it' : 'them'} off.`,
        `Wait until it has ended (\`${(node.major ?? 18) >= 13 ? 'pg_stat_progress_basebackup' : "pg_stat_replication, state 'backup'"}\`), or end it.`,
      );
    }
    return warn(
      id,
      `${what} of ${who} ${verb} running${fate(context, node)}.`,
      'Take it again afterwards.',
    );
  });
  const unknown = counted.filter(({ running }) => running === null).map(({ node }) => node.name);
  if (unknown.length > 0) {
    results.push(
      warn(
        id,
        `Whether a base backup of ${listNames(unknown)} is running is not known.`,
        'Look for one before you approve: it may be broken off.',
      ),
    );
  }
  return results.length > 0 ? results : [pass(id, 'No base backup is running.')];
}

function fate({ target }: CheckContext, node: NodeView): string {
  return node === target
    ? ': PostgreSQL makes one fail whose standby is promoted meanwhile'
    : ' and may be broken off, or span two timelines';
}
