import { listNames, safeName } from '../../wording/safe-text.js';
import { formatCount, formatUtcTime } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { factsOf, stateOf } from './context.js';
import { block, pass, warn } from './result.js';

const id = 'archive-backlog';

/**
 * WAL that waits for the archive: a clean stop waits until the archiver has seen to all of it, so that
 * a backlog is an outage. And whether the new primary archives at all.
 */
export function archiveBacklog(context: CheckContext): readonly CheckResult[] {
  const results = [...ofPrimary(context), ...ofTarget(context)];
  return results.length > 0
    ? results
    : [pass(id, archives(context) ? 'No WAL file waits for the archive.' : 'Nobody archives WAL.')];
}

function archives(context: CheckContext): boolean {
  return isOn(
    factsOf(context, context.primary)?.archiveMode ??
      stateOf(context, context.primary)?.settings.archiveMode ??
      null,
  );
}

function isOn(mode: string | null): boolean {
  return mode === 'on' || mode === 'always';
}

function ofPrimary(context: CheckContext): readonly CheckResult[] {
  const { primary, input } = context;
  if (input.kind !== 'switchover' || primary === null) return [];
  const name = safeName(primary.name);
  const facts = factsOf(context, primary);
  const mode = facts?.archiveMode ?? null;
  if (mode === 'off') return [];
  const waiting = facts?.archiveReadyFiles ?? null;
  if (waiting === null) {
    return [
      warn(
        id,
        `How many WAL files of ${name} wait for the archive is not visible to pgrepl's role.`,
        `Look at \`pg_stat_archiver\` on ${name}: its stop waits for the archiver. \`GRANT pg_monitor\` makes it visible.`,
      ),
    ];
  }
  const { archiveWarnFiles, archiveBlockFiles } = input.rules.bounds;
  const amount = formatCount(waiting, 'WAL file');
  const [wait, failing] = [waiting === 1 ? 'waits' : 'wait', failingWords(context)];
  const remedy = `Mend \`archive_command\` on ${name}, or let the archiver catch up: a clean stop waits for it, and nobody can write meanwhile.`;
  if (waiting > archiveBlockFiles) {
    return [
      block(
        id,
        `${amount} of ${name} ${wait} for the archive, above the bound of ${archiveBlockFiles}${failing}.`,
        remedy,
      ),
    ];
  }
  if (waiting > archiveWarnFiles || failing !== '') {
    return [warn(id, `${amount} of ${name} ${wait} for the archive${failing}.`, remedy)];
  }
  return [];
}

function failingWords(context: CheckContext): string {
  const archiver = stateOf(context, context.primary)?.archiver ?? null;
  const failedAt = archiver?.lastFailedAt ?? null;
  if (archiver === null || failedAt === null) return '';
  if (archiver.lastArchivedAt !== null && archiver.lastArchivedAt >= failedAt) return '';
  return `, and archiving fails (last at ${formatUtcTime(failedAt, context.input.now)})`;
}

/** From the promotion on the target archives, or nobody does. */
function ofTarget(context: CheckContext): readonly CheckResult[] {
  if (!archives(context)) return [];
  const { target, primary } = context;
  const mode =
    factsOf(context, target)?.archiveMode ?? stateOf(context, target)?.settings.archiveMode;
  if (isOn(mode ?? null)) return [];
  const name = safeName(target.name);
  const old = safeName(primary?.name ?? 'the primary');
  const has =
    mode === undefined || mode === null
      ? `Whether ${name} archives WAL, as ${old} does, is not known.`
      : `${name} has \`archive_mode = ${safeName(mode)}\`, and ${listNames([primary?.name ?? 'the primary'])} archives: from the promotion on nobody would, and recovery to a point in time would end there.`;
  return [
    warn(
      id,
      has,
      `Set \`archive_mode = on\` and the archive's command on ${name}, and restart it.`,
    ),
  ];
}
