import { formatLsn } from '../../replication/lsn.js';
import { safeName } from '../../wording/safe-text.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { stateOf } from './context.js';
import { block, pass, warn } from './result.js';

const id = 'target-streaming';

/**
 * Whether the target receives what the primary writes. `streaming` alone is not enough: a standby that
 * is still finishing an older timeline says so too, and would never get the last record of this one.
 */
export function targetStreaming(context: CheckContext): CheckResult {
  return context.input.kind === 'switchover' ? inService(context) : afterLoss(context);
}

function inService(context: CheckContext): CheckResult {
  const { target, primary, input } = context;
  const [name, from] = [safeName(target.name), safeName(primary?.name ?? 'the primary')];
  const look = `Look at \`pg_stat_wal_receiver\` and the log of ${name}, and check again once it streams.`;
  const { upstream } = target;
  if (upstream?.kind === 'disconnected' || upstream?.kind === 'archive') {
    return block(id, `${name} has no walreceiver that receives from ${from}.`, look);
  }
  if (upstream?.kind !== 'node' || upstream.node !== primary?.name) {
    const source = upstream?.kind === 'node' ? safeName(upstream.node) : 'an address of no node';
    return block(
      id,
      `${name} receives from ${source}, and is not known to receive from ${from} itself.`,
      look,
    );
  }
  const state = stateOf(context, target);
  const receiver = state?.role.kind === 'standby' ? state.role.receiver : null;
  const details = receiver?.details ?? null;
  if (details === null) {
    return block(
      id,
      `Whether the walreceiver of ${name} streams is not visible to pgrepl's role.`,
      `Grant \`pg_monitor\` to the role on ${name}.`,
    );
  }
  if (details.status !== 'streaming') {
    return block(id, `The walreceiver of ${name} is "${safeName(details.status)}".`, look);
  }
  const row = target.senderRow?.state ?? null;
  if (row !== null && row !== 'streaming') {
    return block(
      id,
      `The walsender of ${from} for ${name} is in state "${safeName(row)}": it has not caught up.`,
      'Wait until it streams, and check again.',
    );
  }
  const wanted = input.topology.primary.kind === 'one' ? input.topology.primary.timeline : null;
  const { receivedTimeline } = details;
  if (wanted === null || receivedTimeline === null) {
    return block(
      id,
      `Whether ${name} receives the timeline that ${from} writes is not visible.`,
      'Check again; without both timelines nobody can tell that its last record arrives.',
    );
  }
  if (receivedTimeline !== wanted) {
    return block(
      id,
      `${name} still receives timeline ${receivedTimeline}, and ${from} writes timeline ${wanted}.`,
      'Wait until it has gone over to the new timeline, and check again.',
    );
  }
  return pass(id, `${name} streams timeline ${wanted} from ${from}.`);
}

/** Without its primary it is expected to receive nothing. */
function afterLoss({ target }: CheckContext): CheckResult {
  const name = safeName(target.name);
  const { receivedLsn } = target.wal;
  if (receivedLsn === null) {
    return warn(
      id,
      `How far ${name} has received is not known.`,
      'Compare `pg_last_wal_receive_lsn()` and `pg_last_wal_replay_lsn()` of all standbys before.',
    );
  }
  const upTo = formatLsn(receivedLsn);
  return target.upstream?.kind === 'node'
    ? pass(id, `${name} receives from ${safeName(target.upstream.node)}, up to ${upTo} so far.`)
    : pass(id, `${name} has received up to ${upTo}.`);
}
