import type { Lsn } from '../replication/lsn.js';
import { formatLsn } from '../replication/lsn.js';
import { safeName } from '../wording/safe-text.js';
import type { ControlData } from './deed.js';
import type { RejoinVerdict, RepairMeans } from './plan-model.js';
import { hasCommands, type PlanSides } from './steps/context.js';

type Repair = Pick<RejoinVerdict, 'how' | 'evidence'>;

/**
 * The rules that both verdicts share: pg_rewind refuses a server without data checksums and without
 * `wal_log_hints` (pg_rewind.c), and a new primary with `full_page_writes = off` (libpq_source.c).
 */
function repair(means: RepairMeans): Repair {
  const { commands } = means;
  const { able, words } = rewindable(means);
  const evidence = [words];
  if (able === false) return { how: 'reclone', evidence };
  if (able === null) {
    return { how: commands.reclone ? 'reclone' : 'by-hand', evidence };
  }
  if (!commands.rewind && commands.reclone) {
    evidence.push('The configuration gives a command to clone anew, and none to rewind.');
    return { how: 'reclone', evidence };
  }
  if (means.oldestWalFile !== null) {
    evidence.push(
      `${safeName(means.node)} has WAL from segment ${safeName(means.oldestWalFile)} on: a rewind needs it back to the checkpoint before the fork.`,
    );
  }
  return { how: 'rewind', evidence };
}

function rewindable(means: RepairMeans): {
  readonly able: boolean | null;
  readonly words: string;
} {
  const { dataChecksums, walLogHints, fullPageWrites } = means;
  const [node, upstream] = [safeName(means.node), safeName(means.upstream)];
  if (dataChecksums === false && walLogHints === false) {
    return {
      able: false,
      words: `${node} has neither data checksums nor \`wal_log_hints\`: pg_rewind refuses it.`,
    };
  }
  if (fullPageWrites === false) {
    return {
      able: false,
      words: `${upstream} has \`full_page_writes = off\`: pg_rewind refuses to copy from it.`,
    };
  }
  if (dataChecksums !== true && walLogHints !== true) {
    return {
      able: null,
      words: `Whether ${node} has data checksums or \`wal_log_hints\`, which pg_rewind needs, is not known.`,
    };
  }
  if (fullPageWrites === null) {
    return {
      able: null,
      words: `Whether ${upstream} has \`full_page_writes\` on, which pg_rewind needs, is not known.`,
    };
  }
  const has = dataChecksums === true ? 'data checksums' : '`wal_log_hints = on`';
  return {
    able: true,
    words: `${node} has ${has}, and ${upstream} \`full_page_writes = on\`: pg_rewind can bring it back.`,
  };
}

/** Null where there is no old primary to come back. */
export function predictRejoin(sides: PlanSides): RejoinVerdict | null {
  const { input } = sides;
  const means = repairMeans(sides);
  if (means === null) return null;
  const [old, heir] = [safeName(means.node), safeName(means.upstream)];
  if (input.kind === 'switchover') {
    return {
      how: 'follow',
      forkLsn: null,
      evidence: [
        `${old} ends cleanly, and ${heir} is promoted only with its last record: the new timeline begins where that of ${old} ends, and it can follow as it is.`,
      ],
    };
  }
  const { how, evidence } = repair(means);
  return {
    how,
    forkLsn: null,
    evidence: [
      `${old} may have written WAL that ${heir} never received; to rewind it or to clone it anew throws that away.`,
      ...evidence,
      `If ${old} has ended cleanly, and nothing of what it wrote is missing on ${heir}, it can follow as it is: \`pg_controldata\` tells.`,
    ],
  };
}

/**
 * What is known for a repair of the old primary; checksums are those of the system it was cloned to.
 * Null where there is no old primary to come back.
 */
export function repairMeans(sides: PlanSides): RepairMeans | null {
  const { input, target, primary } = sides;
  if (primary === null || !sides.nodes.some(({ part }) => part === 'old-primary')) return null;
  const own = input.facts.get(primary);
  const heir = input.facts.get(target);
  return {
    node: primary,
    upstream: target,
    dataChecksums: own === undefined ? (heir?.dataChecksums ?? null) : own.dataChecksums,
    walLogHints: own?.walLogHints ?? null,
    fullPageWrites: heir?.fullPageWrites ?? null,
    oldestWalFile: own?.oldestWalFile ?? null,
    commands: {
      rewind: hasCommands(sides, primary, 'rewind'),
      reclone: hasCommands(sides, primary, 'reclone'),
    },
  };
}

/** Where the timelines of the old and the new primary part. */
export interface Fork {
  /** The first position of the new timeline: the old one's records count up to here. */
  readonly lsn: Lsn;
  /** The timeline that begins there, and the one that it was forked from. */
  readonly timeline: number;
  readonly parent: number;
  readonly systemIdentifier: string;
}

/**
 * How the old primary comes back, by what is so: `end` is its control file once it has stopped, null
 * if nobody could read it.
 */
export function rejoinVerdict(
  end: ControlData | null,
  fork: Fork | null,
  means: RepairMeans,
): RejoinVerdict {
  const node = safeName(means.node);
  const forkLsn = fork === null ? null : formatLsn(fork.lsn);
  const foreign = `${node} belongs to another system (identifier ${end?.systemIdentifier ?? ''}).`;
  if (end !== null && fork !== null && end.systemIdentifier !== fork.systemIdentifier) {
    return { how: 'by-hand', forkLsn, evidence: [foreign] };
  }
  const { isClean, words } = judge(node, end, fork);
  if (isClean) return { how: 'follow', forkLsn, evidence: [words] };
  const { how, evidence } = repair(means);
  return { how, forkLsn, evidence: [words, ...evidence] };
}

/** Whether all that the old primary wrote lies before the fork. */
function judge(
  node: string,
  end: ControlData | null,
  fork: Fork | null,
): { readonly isClean: boolean; readonly words: string } {
  const parted = (words: string) => ({ isClean: false, words });
  if (end === null) return parted(`How ${node} ended is not known.`);
  if (end.state !== 'shut down') {
    return parted(
      `${node} did not end cleanly (pg_control says "${safeName(end.state)}"): where its WAL ends is not known.`,
    );
  }
  if (fork === null) return parted('Where the timelines part is not known.');
  const at = formatLsn(end.checkpointLsn);
  if (end.timeline !== fork.parent) {
    return parted(
      `${node} ended on timeline ${end.timeline}, and timeline ${fork.timeline} was forked from timeline ${fork.parent}.`,
    );
  }
  // Its last record is its shutdown checkpoint: a fork behind its beginning is behind its end, for a
  // timeline begins where a record has ended.
  if (end.checkpointLsn >= fork.lsn) {
    return parted(
      `${node} wrote beyond ${formatLsn(fork.lsn)}, where timeline ${fork.timeline} begins: its shutdown checkpoint is at ${at}.`,
    );
  }
  return {
    isClean: true,
    words: `${node} ended cleanly with its shutdown checkpoint at ${at}, before timeline ${fork.timeline} begins at ${formatLsn(fork.lsn)}.`,
  };
}
