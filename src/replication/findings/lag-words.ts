import { safeName } from '../../wording/safe-text.js';
import { formatBytes } from '../../wording/units.js';
import type { NodeView } from '../topology/model.js';
import { resumeFunction } from './look.js';
import type { StageShare } from './lag-stage.js';

/** Where most of the lag is, to complete "s1 is 2 GB behind pg1; …". */
export function stageSentence(node: NodeView, upstream: string | null, stage: StageShare): string {
  const bytes = formatBytes(stage.bytes);
  const above = safeName(upstream ?? 'its upstream');
  switch (stage.stage) {
    case 'upstream':
      return `${bytes} of it is the lag of its upstream ${above} itself`;
    case 'sending':
      return `${bytes} of it has not been sent by ${above} yet`;
    case 'network':
      return `${bytes} of it is sent by ${above} and not yet written here`;
    case 'flushing':
      return `${bytes} of it is written here and not yet flushed to disk`;
    case 'replaying':
      return `${bytes} of it is received and not yet replayed${why(node)}`;
  }
}

function why(node: NodeView): string {
  if (node.replay?.paused === true) return ', because replay is paused';
  const wait = node.replay?.startupWait ?? null;
  if (wait?.startsWith('RecoveryConflict') === true) {
    return `, because replay waits for queries there to end (\`${wait}\`)`;
  }
  return wait === 'RecoveryApplyDelay' ? ', because `recovery_min_apply_delay` holds it back' : '';
}

/** What to do about lag that is in this place; a general answer where the place is not known. */
export function lagNext(node: NodeView, upstream: string | null, stage: StageShare | null): string {
  const name = safeName(node.name);
  const above = safeName(upstream ?? 'its upstream');
  switch (stage?.stage) {
    case 'upstream':
      return `Look at ${above} first: what it lacks, ${name} can't have.`;
    case 'sending':
      return `Look at the load of ${above} and at the network between ${above} and ${name}; a bulk load passes by itself.`;
    case 'network':
      return `Look at the network between ${above} and ${name}, and at the disk of ${name}.`;
    case 'flushing':
      return `Look at the disk that holds \`pg_wal\` on ${name}.`;
    case 'replaying':
      return replayNext(node, name);
    case undefined:
      return `Look at the load and the disk of ${name} and at its network.`;
  }
}

function replayNext(node: NodeView, name: string): string {
  if (node.replay?.paused === true) {
    return `Resume replay on ${name} with \`SELECT ${resumeFunction(node)}()\` as soon as whoever paused it is done.`;
  }
  if (node.replay?.startupWait?.startsWith('RecoveryConflict') === true) {
    return `End the long queries on ${name}, or wait until \`max_standby_streaming_delay\` ends them.`;
  }
  return `Look at the disk and the CPU of ${name}: replay is one process and can be slower than the writers.`;
}
