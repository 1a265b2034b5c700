import { listNames, safeName } from '../../wording/safe-text.js';
import { formatBytes, formatUtcTime } from '../../wording/units.js';
import { formatLsn, lsnDiffBytes } from '../lsn.js';
import type { NodeView, Topology } from '../topology/model.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { nodeNamed, standbys, upstreamName } from './look.js';
import type { Rule } from './model.js';

const kind = 'several-primaries';

/** More than one node of one system accepts writes: split brain. */
export const severalPrimaries: Rule = {
  kind,
  rank: 100,
  find: (context) => {
    const { topology, now } = context;
    if (topology.primary.kind !== 'several') return [];
    const { nodes } = topology.primary;
    const primaries = nodes
      .map((name) => nodeNamed(topology, name))
      .filter((node) => node !== null);
    const since = sinceOf(context, kind, null);
    const newest = newestOf(primaries);
    return [
      candidate(context, {
        kind,
        subject: null,
        severity: 'critical',
        since,
        causes: nodes.map(nodeCause),
        what: `${listNames(nodes)} are ${nodes.length === 2 ? 'both' : 'all'} primaries of the same system since ${formatUtcTime(since, now)}. ${followSentence(topology, nodes)}`,
        consequence: `What is written to one never reaches the others, and only one of them can be kept. ${walSentence(primaries)}`,
        next: `Stop the clients of all but one at once${newest === null ? '' : ` (${safeName(newest.name)} is on the newest timeline)`}, stop those servers, save what only they have, and rewind or re-clone them.`,
        evidence: {
          primaries: nodes,
          timelines: primaries.map((node) => `${node.name}: ${node.timeline ?? 'unknown'}`),
        },
        holdMs: 0,
        clearMs: context.thresholds(nodes[0] ?? '').clearForMs,
      }),
    ];
  },
  verdict: ({ topology }, finding) => {
    if (topology.primary.kind === 'unknown') return 'unknown';
    // A primary that falls silent may go on accepting writes.
    const isHidden = topology.nodes.some(
      (node) =>
        node.role === 'primary' &&
        node.reach.kind === 'silent' &&
        node.reach.reason !== 'refused' &&
        finding.causes.includes(nodeCause(node.name)),
    );
    return isHidden ? 'unknown' : 'gone';
  },
};

function followSentence(topology: Topology, primaries: readonly string[]): string {
  const followed = primaries.map((primary) => {
    const followers = standbys(topology).filter(
      (node) => node.upstream?.kind === 'node' && upstreamName(node) === primary,
    );
    const names = followers.map((node) => node.name);
    return names.length === 0
      ? null
      : `${listNames(names)} ${names.length === 1 ? 'follows' : 'follow'} ${safeName(primary)}`;
  });
  const told = followed.filter((sentence) => sentence !== null);
  return told.length === 0 ? 'No standby follows any of them.' : `${told.join('; ')}.`;
}

function newestOf(primaries: readonly NodeView[]): NodeView | null {
  const [first, second] = primaries.toSorted((a, b) => (b.timeline ?? 0) - (a.timeline ?? 0));
  return first === undefined || first.timeline === second?.timeline ? null : first;
}

function walSentence(primaries: readonly NodeView[]): string {
  const places = primaries.map((node) => {
    const { writeLsn } = node.wal;
    const where = writeLsn === null ? 'an unknown position' : formatLsn(writeLsn);
    return `${safeName(node.name)} is at ${where} on timeline ${node.timeline ?? 'unknown'}`;
  });
  const [first, second] = primaries;
  const [a, b] = [first?.wal.writeLsn ?? null, second?.wal.writeLsn ?? null];
  const apart =
    primaries.length === 2 && a !== null && b !== null
      ? `, ${formatBytes(Math.abs(lsnDiffBytes(a, b)))} apart`
      : '';
  return `${places.join(', ')}${apart}.`;
}
