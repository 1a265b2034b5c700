import type { NodeView } from '../../replication/topology/model.js';
import { safeName } from '../../wording/safe-text.js';
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
  return [ofPrimary(context), ...ofTarget(context)];
}

function modeOf(context: CheckContext, node: NodeView | null): string | null {
  return (
    factsOf(context, node)?.archiveMode ?? stateOf(context, node)?.settings.archiveMode ?? null
  );
}

function isOn(mode: string | null): boolean {
  return mode === 'on' || mode === 'always';
}

function ofPrimary(context: CheckContext): CheckResult {
  const { primary, input } = context;
  if (input.kind !== 'switchover' || primary === null) {
    return pass(id, 'No server is stopped whose archiver would have to be waited for.');
  }
  const name = safeName(primary.name);
  if (modeOf(context, primary) === 'off') return pass(id, `${name} archives no WAL.`);
  const waiting = factsOf(context, primary)?.archiveReadyFiles ?? null;
  if (waiting === null) {
    return warn(
      id,
      `How many WAL files of ${name} wait for the archive is not visible to pgrepl's role.`,
      `Look at \`pg_stat_archiver\` on ${name}: its stop waits for the archiver. ${(primary.major ?? 18) >= 12 ? '`GRANT pg_monitor` makes it visible' : 'Up to 11 only a superuser sees it'}.`,
    );
  }
  const { archiveWarnFiles, archiveBlockFiles } = input.rules.bounds;
  const failing = failingWords(context);
  const amount = `${formatCount(waiting, 'WAL file')} of ${name} ${waiting === 1 ? 'waits' : 'wait'} for the archive`;
  const remedy = `Mend \`archive_command\` on ${name}, or let the archiver catch up: a clean stop waits for it, and nobody can write meanwhile.`;
  if (waiting > archiveBlockFiles) {
    return block(id, `${amount}, above the bound of ${archiveBlockFiles}${failing}.`, remedy);
  }
  return waiting > archiveWarnFiles || failing !== ''
    ? warn(id, `${amount}${failing}.`, remedy)
    : pass(id, `${amount}.`);
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
  const { target, primary } = context;
  if (primary === null || !isOn(modeOf(context, primary))) return [];
  const mode = modeOf(context, target);
  if (isOn(mode)) return [];
  const [name, old] = [safeName(target.name), safeName(primary.name)];
  const evidence =
    mode === null
      ? `Whether ${name} archives WAL, as ${old} does, is not known.`
      : `${name} has \`archive_mode = ${safeName(mode)}\`, and ${old} archives: from the promotion on nobody would, and recovery to a point in time would end there.`;
  const remedy = `Set \`archive_mode = on\` and the archive's command on ${name}, and restart it.`;
  return [warn(id, evidence, remedy)];
}
