import { safeName } from '../../wording/safe-text.js';
import { formatBytes } from '../../wording/units.js';
import type { NodeView } from '../topology/model.js';
import type { StageShare } from './lag-stage.js';
import { resumeFunction } from './look.js';

/** Where most of the lag is, to complete "s1 is 2 GB behind pg1; …". */
export function stageSentence(node: NodeView, upstream: string | null, stage: StageShare): string {
  const bytes = formatBytes(stage.bytes);
  const above = safeName(upstream ?? 'its upstream');
  switch (stage.stage) {
    case 'upstream':
      return `${bytes} of it is the lag of its upstream ${above} itself`;
    case 'archive':
      return `${bytes} of it has not come out of the archive yet${awaited(node)}`;
    case 'sending':
      return `${bytes} of it has not been sent by ${above} yet`;
    case 'network':
      return `${bytes} of it is sent by ${above} and not yet written here`;
    case 'writing':
      return `${bytes} of it is sent by ${above} and waits here to be written to disk`;
    case 'flushing':
      return `${bytes} of it is written here and not yet flushed to disk`;
    case 'replaying':
      return `${bytes} of it is received and not yet replayed${why(node, stage)}`;
  }
}

function awaited({ awaits }: NodeView): string {
  return awaits === null ? '' : ` (it waits for ${awaits.file})`;
}

function why(node: NodeView, { hold }: StageShare): string {
  switch (hold) {
    case 'settings':
      return ", because its settings are below its primary's and replay is paused for that";
    case 'paused':
      return ', because replay is paused';
    case 'conflict':
      return `, because replay waits for queries there to end (\`${safeName(node.replay?.startupWait ?? '')}\`)`;
    case 'delay':
      return ', because `recovery_min_apply_delay` holds it back';
    case null:
      return '';
  }
}

/** What to do about lag that is in this place; a general answer where the place is not known. */
export function lagNext(node: NodeView, upstream: string | null, stage: StageShare | null): string {
  const name = safeName(node.name);
  const above = safeName(upstream ?? 'its upstream');
  switch (stage?.stage) {
    case 'upstream':
      return `Look at ${above} first: what it lacks, ${name} can't have.`;
    case 'archive':
      return `Look at \`pg_stat_archiver\` of the primary and at \`restore_command\` in the log of ${name}: one of the two is slow or fails.`;
    case 'sending':
      return `Look at the load of ${above} and at the network between ${above} and ${name}; a bulk load passes by itself.`;
    case 'network':
      return `Look at the network between ${above} and ${name}, and at the disk of ${name}.`;
    case 'writing':
    case 'flushing':
      return `Look at the disk that holds \`pg_wal\` on ${name}.`;
    case 'replaying':
      return replayNext(node, name, stage);
    case undefined:
      return `Look at the load and the disk of ${name} and at its network.`;
  }
}

function replayNext(node: NodeView, name: string, { hold }: StageShare): string {
  switch (hold) {
    case 'settings':
      return `Raise the settings of ${name} to its primary's and restart it; to resume replay would stop it.`;
    case 'paused':
      return `Resume replay on ${name} with \`SELECT ${resumeFunction(node)}()\` as soon as whoever paused it is done.`;
    case 'conflict':
      return `End the long queries on ${name}, or wait until \`max_standby_streaming_delay\` ends them.`;
    case 'delay':
    case null:
      return `Look at the disk and the CPU of ${name}: replay is one process and can be slower than the writers.`;
  }
}
