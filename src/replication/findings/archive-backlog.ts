import { safeName } from '../../wording/safe-text.js';
import { formatBytes, formatCount, formatUtcTime } from '../../wording/units.js';
import type { NodeView } from '../topology/model.js';
import { archiveCause, archiveVerdict, archivingNodes, backlogFiles } from './archive-look.js';
import { candidate, findingKey, sinceOf } from './candidate.js';
import type { Candidate, Rule, RuleContext, Severity } from './model.js';

const kind = 'archive-backlog';

/** More WAL waits for the archive than should. */
export const archiveBacklog: Rule = {
  kind,
  rank: 13,
  find: (context) =>
    archivingNodes(context.topology).flatMap(({ node }) => {
      const files = backlogFiles(node);
      const severity = files === null ? null : severityOf(context, node, files);
      return files === null || severity === null ? [] : [late(context, node, files, severity)];
    }),
  verdict: ({ topology }, finding) => archiveVerdict(topology, finding),
};

function severityOf(context: RuleContext, node: NodeView, files: number): Severity | null {
  const bounds = context.thresholds(node.name);
  const active = context.activeSeverity(findingKey(context.topology.cluster, kind, node.name));
  const ratio = bounds.lagClearRatio;
  if (files >= bounds.archiveBacklogCriticalFiles * (active === 'critical' ? ratio : 1)) {
    return 'critical';
  }
  return files >= bounds.archiveBacklogWarningFiles * (active === null ? 1 : ratio)
    ? 'warning'
    : null;
}

function late(context: RuleContext, node: NodeView, files: number, severity: Severity): Candidate {
  const bounds = context.thresholds(node.name);
  const name = safeName(node.name);
  const since = sinceOf(context, kind, node.name);
  const bytes = files * (node.settings?.walSegmentBytes ?? 0);
  return candidate(context, {
    kind,
    subject: node.name,
    severity,
    since,
    causes: [archiveCause(node)],
    what: `${formatCount(files, 'WAL file')} (${formatBytes(bytes)}) of ${name} ${files === 1 ? 'waits' : 'wait'} for the archive, too many since ${formatUtcTime(since, context.now)}.`,
    consequence: `What is lost with ${name} and its standbys is in no archive from there on, the disk of ${name} fills up, and a clean stop or a switchover would wait until all of it is archived.`,
    next:
      node.settings?.hasArchiveCommand === false
        ? `Set \`archive_command\` on ${name}: \`archive_mode\` is on, but nothing says how to archive.`
        : `Look at \`pg_stat_archiver\` and the log of ${name}, and at how long one run of \`archive_command\` takes.`,
    evidence: {
      waitingFiles: files,
      lastArchivedWal: node.archiver?.lastArchivedWal ?? null,
      hasArchiveCommand: node.settings?.hasArchiveCommand ?? null,
    },
    holdMs: bounds.archiveForMs,
    clearMs: bounds.clearForMs,
  });
}
