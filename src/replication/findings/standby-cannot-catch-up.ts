import { safeName } from '../../wording/safe-text.js';
import { formatBytes } from '../../wording/units.js';
import { formatLsn } from '../lsn.js';
import type { NodeView } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { connectionOf, isInvisible, judgedStandbys } from './connection.js';
import { missingBytes, nodeNamed } from './look.js';
import type { LostWal } from './lost-wal.js';
import { cannotCatchUp, catchUp } from './lost-wal.js';
import type { Candidate, Rule, RuleContext } from './model.js';

const kind = 'standby-cannot-catch-up';

/** A standby may read the last of its own WAL, and a receiver may just be starting, this long, ms. */
const settlingMs = 3000;

/** What a standby needs next is nowhere to be had any more: only a new clone helps. */
export const standbyCannotCatchUp: Rule = {
  kind,
  rank: 62,
  find: (context) => {
    if (isInvisible(context.topology)) return [];
    return judgedStandbys(context.topology).flatMap((node) => {
      const lost = cannotCatchUp(context.topology, node);
      return lost === null ? [] : [stranded(context, node, lost)];
    });
  },
  verdict: ({ topology }, finding) => {
    const node = nodeNamed(topology, finding.subject);
    if (node === null || node.role === 'primary' || node.foreign) return 'over';
    if (isInvisible(topology)) return 'unknown';
    if (connectionOf(topology, node).kind === 'receiving') return 'gone';
    return node.reach.kind === 'answers' && catchUp(topology, node).kind === 'possible'
      ? 'gone'
      : 'unknown';
  },
};

function stranded(context: RuleContext, node: NodeView, lost: LostWal): Candidate {
  const { topology } = context;
  const behindBytes = missingBytes(topology, node);
  return candidate(context, {
    kind,
    subject: node.name,
    severity: 'critical',
    since: sinceOf(context, kind, node.name),
    causes: [nodeCause(node.name)],
    what: whatSentence(node, lost),
    consequence: `${safeName(node.name)} protects nothing that is written from now on${behindBytes === null ? '' : ` and lacks ${formatBytes(behindBytes)} of WAL already`}; what the primary has acknowledged is not at risk by this.`,
    next: nextSentence(node, lost),
    evidence: {
      why: lost.why,
      upstream: lost.upstream,
      slot: lost.slot,
      hasArchive: lost.hasArchive,
      receivedLsn: node.wal.receivedLsn === null ? null : formatLsn(node.wal.receivedLsn),
      behindBytes,
    },
    holdMs: settlingMs,
    clearMs: context.thresholds(node.name).clearForMs,
  });
}

function whatSentence(node: NodeView, lost: LostWal): string {
  const name = safeName(node.name);
  const at = node.wal.receivedLsn === null ? '' : ` from ${formatLsn(node.wal.receivedLsn)} on`;
  const unless =
    lost.hasArchive === null ? ', unless an archive that pgrepl does not see has it' : '';
  return `Standby ${name} can't catch up${unless}: ${reason(lost, at)}.`;
}

function reason({ why, upstream, slot }: LostWal, at: string): string {
  const [where, held] = [safeName(upstream), safeName(slot ?? '')];
  switch (why) {
    case 'slot-lost':
      return `its slot ${held} on ${where} has lost the WAL that it needs${at}`;
    case 'slot-timed-out':
      return `${where} has removed the WAL that it needs${at} since nobody read from its slot ${held} for \`idle_replication_slot_timeout\``;
    case 'wal-removed':
      return `${where} has removed the WAL that it needs${at}, for no slot held it`;
  }
}

/** What would have spared it the new clone. */
const spared: Readonly<Record<LostWal['why'], string>> = {
  'slot-lost': 'a larger `max_slot_wal_keep_size`',
  'slot-timed-out': 'a longer `idle_replication_slot_timeout`',
  'wal-removed': 'a slot of its own, a WAL archive or more `wal_keep_size`',
};

function nextSentence(node: NodeView, lost: LostWal): string {
  const [name, upstream] = [safeName(node.name), safeName(lost.upstream)];
  const clone =
    lost.why === 'wal-removed'
      ? 'Clone'
      : `First drop slot ${safeName(lost.slot ?? '')} on ${upstream}, create it anew, and clone`;
  return `${clone} ${name} anew from ${upstream} (\`pg_basebackup\`); ${spared[lost.why]} would have spared it.`;
}
