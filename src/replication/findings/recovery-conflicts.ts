import { safeName } from '../../wording/safe-text.js';
import { formatCount, formatDuration } from '../../wording/units.js';
import type { RecoveryConflicts } from '../observation.js';
import { totalOf } from '../topology/conflicts.js';
import type { NodeView } from '../topology/model.js';
import { candidate, findingKey, sinceOf } from './candidate.js';
import { isInvisible } from './connection.js';
import { answers, nodeNamed, standbys } from './look.js';
import type { Candidate, Rule, RuleContext } from './model.js';

const kind = 'recovery-conflicts';

type ConflictKind = keyof RecoveryConflicts;

/** What each kind of conflict comes from, to complete "9 for …". */
const reasons: Readonly<Record<ConflictKind, string>> = {
  snapshot: 'rows that vacuum has removed on the primary',
  lock: 'locks that the primary took, as DDL does',
  bufferPin: 'pages that replay had to clean up',
  deadlock: 'deadlocks with replay',
  tablespace: 'tablespaces that were dropped',
  logicalSlot: 'logical slots that replay invalidated',
};

const remedies: Readonly<Record<ConflictKind, string>> = {
  snapshot:
    '`hot_standby_feedback = on` there spares them, at the price of bloat on the primary; or `max_standby_streaming_delay` gives them longer, at the price of lag',
  lock: 'run DDL when nobody reads there, or let `max_standby_streaming_delay` give the queries longer, at the price of lag',
  bufferPin: 'let `max_standby_streaming_delay` give the queries longer, at the price of lag',
  deadlock: 'let the queries there be run again',
  tablespace: 'drop a tablespace when nobody reads from it',
  logicalSlot: 'set `hot_standby_feedback = on` and a slot for the standby itself',
};

/** Replay on a standby cancels queries there, more of them than should be. */
export const recoveryConflicts: Rule = {
  kind,
  rank: 12,
  find: (context) =>
    isInvisible(context.topology)
      ? []
      : standbys(context.topology).flatMap((node) => {
          if (!answers(node)) return [];
          const { conflictsCount, conflictsWithinMs } = context.thresholds(node.name);
          const counted = within(node, context.now - conflictsWithinMs);
          const key = findingKey(context.topology.cluster, kind, node.name);
          const bound = context.isActive(key) ? 1 : conflictsCount;
          return totalOf(counted) >= bound ? [cancelling(context, node, counted)] : [];
        }),
  verdict: ({ topology }, finding) => {
    const node = nodeNamed(topology, finding.subject);
    if (node?.role !== 'standby' || node.foreign) return 'over';
    return !isInvisible(topology) && answers(node) ? 'gone' : 'unknown';
  },
};

function within({ conflicts }: NodeView, from: number): RecoveryConflicts {
  const sum = (kind: ConflictKind): number =>
    (conflicts?.recent ?? [])
      .filter(({ at }) => at > from)
      .reduce((total, { added }) => total + added[kind], 0);
  return {
    tablespace: sum('tablespace'),
    lock: sum('lock'),
    snapshot: sum('snapshot'),
    bufferPin: sum('bufferPin'),
    deadlock: sum('deadlock'),
    logicalSlot: sum('logicalSlot'),
  };
}

const kinds: readonly ConflictKind[] = [
  'snapshot',
  'lock',
  'bufferPin',
  'deadlock',
  'tablespace',
  'logicalSlot',
];

function cancelling(context: RuleContext, node: NodeView, counted: RecoveryConflicts): Candidate {
  const { conflictsWithinMs, clearForMs } = context.thresholds(node.name);
  const name = safeName(node.name);
  const total = totalOf(counted);
  const present = kinds
    .filter((each) => counted[each] > 0)
    .toSorted((a, b) => counted[b] - counted[a]);
  const [most = 'snapshot'] = present;
  const why = present.map((each) => `${counted[each]} for ${reasons[each]}`).join(', ');
  return candidate(context, {
    kind,
    subject: node.name,
    severity: 'warning',
    since: sinceOf(context, kind, node.name),
    causes: [`conflicts:${node.name}`],
    what: `Replay on ${name} has cancelled ${formatCount(total, 'query', 'queries')} within the last ${formatDuration(conflictsWithinMs)}: ${why}.`,
    consequence: `Whoever reads on ${name} gets errors (40001) and has to ask again; the data there is right, and the primary's is not touched.`,
    next: `For those on ${name}: ${remedies[most]}.`,
    evidence: { total, ...counted },
    holdMs: 0,
    clearMs: clearForMs,
  });
}
