import { safeName } from '../../wording/safe-text.js';
import { formatBytes, formatCount, formatUtcTime } from '../../wording/units.js';
import type { Archiver } from '../observation.js';
import type { NodeView } from '../topology/model.js';
import { archiveCause, archiveVerdict, archivingNodes, backlogFiles } from './archive-look.js';
import { candidate, sinceOf } from './candidate.js';
import type { Candidate, Rule, RuleContext } from './model.js';

const kind = 'archiver-failing';

/** The archiver's newest attempt has failed, and it makes no headway. */
export const archiverFailing: Rule = {
  kind,
  rank: 18,
  find: (context) =>
    archivingNodes(context.topology)
      .filter(({ node, archiver }) => isFailing(node, archiver))
      .map(({ node, archiver }) => failing(context, node, archiver)),
  verdict: ({ topology }, finding) => archiveVerdict(topology, finding),
};

/**
 * A failure that is older than the server's start may be one of a former life: whatever still waits
 * for the archive is tried again right after the start.
 */
function isFailing({ startedAt }: NodeView, { lastFailedAt, lastArchivedAt }: Archiver): boolean {
  if (lastFailedAt === null || (startedAt !== null && lastFailedAt < startedAt)) return false;
  return lastArchivedAt === null || lastFailedAt > lastArchivedAt;
}

function failing(context: RuleContext, node: NodeView, archiver: Archiver): Candidate {
  const { now } = context;
  const bounds = context.thresholds(node.name);
  const name = safeName(node.name);
  const files = backlogFiles(node);
  const since = sinceOf(context, kind, node.name);
  const isCritical = files !== null && files >= bounds.archiveBacklogCriticalFiles;
  const last =
    archiver.lastArchivedAt === null
      ? 'nothing was archived yet'
      : `the last file was archived at ${formatUtcTime(archiver.lastArchivedAt, now)}`;
  return candidate(context, {
    kind,
    subject: node.name,
    severity: isCritical ? 'critical' : 'warning',
    since,
    causes: [archiveCause(node)],
    what: `Archiving fails on ${name} since ${formatUtcTime(since, now)} or before: ${formatCount(archiver.failedCount, 'failure')} in all, the last at ${formatUtcTime(archiver.lastFailedAt ?? since, now)} with ${safeName(archiver.lastFailedWal ?? 'an unknown file')}; ${last}.`,
    consequence: `${waiting(node, files)} ${name} keeps all of it until it is archived, in the end until its disk is full; recovery to a point in time ends where the archive ends. Commits go on.`,
    next: `Read the log of ${name}: it has the message of \`archive_command\`. Mend that; after a success the rest follows by itself, at the latest a minute later.`,
    evidence: {
      failedCount: archiver.failedCount,
      lastFailedWal: archiver.lastFailedWal,
      lastArchivedWal: archiver.lastArchivedWal,
      waitingFiles: files,
    },
    holdMs: bounds.archiveForMs,
    clearMs: bounds.clearForMs,
  });
}

function waiting({ settings }: NodeView, files: number | null): string {
  if (files === null) return 'How much WAL waits for the archive is not known.';
  const bytes = files * (settings?.walSegmentBytes ?? 0);
  return `${formatCount(files, 'WAL file')} (${formatBytes(bytes)}) ${files === 1 ? 'waits' : 'wait'} for the archive.`;
}
