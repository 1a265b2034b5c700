import type { CutOff, KeptLimit, KeptWal, WhatIf } from '../../replication/whatif/model.js';
import type { WriteRate } from '../../replication/topology/model.js';
import { lossSentences } from '../commit-outlook.js';
import { listNames, safeName } from '../safe-text.js';
import { formatBytes, formatDuration } from '../units.js';
import type { Told } from './commits.js';

/** Who would still receive, and what the next loss would do. */
export function redundancyThen(primary: string, outlook: WhatIf): Told {
  const { receiving, after, next } = outlook;
  const name = safeName(primary);
  if (receiving.length === 0 && next.kind === 'hanging') {
    return { text: `No standby would receive what ${name} writes.`, mark: 'warning' };
  }
  if (receiving.length === 0) {
    return {
      text: `No standby would receive what ${name} writes: if ${name} is lost as well, whatever it wrote from then on is lost.`,
      mark: 'critical',
    };
  }
  const still = `${listNames(receiving, 8)} would still receive from ${name}.`;
  if (next.kind !== 'waiting') {
    return { text: `${still}${asynchronous(next.kind, name)}`, mark: null };
  }
  return {
    text: [still, ...lossSentences(after)].join(' '),
    mark: next.spare === 0 ? 'warning' : null,
  };
}

function asynchronous(kind: WhatIf['next']['kind'], primary: string): string {
  return kind === 'not-waiting'
    ? ` Losing ${primary} after that loses what has not reached a standby by then.`
    : '';
}

/** The branch below what is gone. */
export function cutOffThen({ node, upstream, indirectly, hasArchive }: CutOff): string {
  const [who, from] = [safeName(node), safeName(upstream)];
  if (indirectly) return `${who} stays connected to ${from} and gets nothing new either.`;
  const archive =
    hasArchive === true
      ? ' It goes on from its archive (`restore_command`), a segment at a time, as far as that is fed.'
      : hasArchive === null
        ? ' Whether it has an archive to go on from is not visible before PostgreSQL 12.'
        : '';
  return `${who} receives from ${from} and from nobody else that pgrepl knows of: it stays up for reads and gets nothing new until ${from} is back or \`primary_conninfo\` points elsewhere.${archive}`;
}

/** What is kept back for one that is gone, and until when. */
export function keptThen({ node, upstream, how }: KeptWal, rate: WriteRate | null): Told {
  const [who, where] = [safeName(node), safeName(upstream)];
  switch (how.kind) {
    case 'archive':
      return {
        text: `${where} keeps nothing back for ${who}, which reads the archive: it can return as long as the archive has the files from its position on.`,
        mark: null,
      };
    case 'unknown':
      return {
        text: `What ${where} would keep for ${who} is not known: it gives no answer.`,
        mark: 'unknown',
      };
    case 'no-slot':
      return {
        text: noSlot(who, where, how, rate),
        mark: how.hasArchive === true ? null : 'warning',
      };
    case 'slot': {
      const slot = safeName(how.slot);
      const now = how.retainedBytes === null ? '' : ` (${formatBytes(how.retainedBytes)} as it is)`;
      return {
        text: `Slot ${slot} on ${where} keeps all WAL that ${who} misses${now}, ${pace(rate)}. ${limit(how.limit, where, who)}`,
        mark: how.limit.kind === 'lost' ? 'critical' : how.limit.kind === 'disk' ? 'warning' : null,
      };
    }
  }
}

function noSlot(
  who: string,
  where: string,
  { walKeepBytes, hasArchive }: Extract<KeptWal['how'], { kind: 'no-slot' }>,
  rate: WriteRate | null,
): string {
  const kept =
    walKeepBytes === null
      ? `what ${where} keeps without one is not known`
      : walKeepBytes === 0
        ? `${where} keeps what ${who} misses only until its checkpoints remove it`
        : `${where} keeps ${formatBytes(walKeepBytes)} at least${lasts(walKeepBytes, rate)}`;
  const then =
    hasArchive === true
      ? `After that ${who} takes it from the archive, if it is there.`
      : hasArchive === null
        ? `After that ${who} must be cloned anew, unless it has an archive (not visible before PostgreSQL 12).`
        : `After that ${who} must be cloned anew.`;
  return `No slot is known to be that of ${who}, so ${kept}. ${then}`;
}

function lasts(bytes: number, rate: WriteRate | null): string {
  return rate === null || rate.bytesPerSecond <= 0
    ? ''
    : `, enough for ${formatDuration((bytes / rate.bytesPerSecond) * 1000)} at the present rate`;
}

function pace(rate: WriteRate | null): string {
  if (rate === null) return 'how fast that grows is not known';
  return rate.bytesPerSecond < 1
    ? 'and nothing is written at present'
    : `which grows by ${formatBytes(rate.bytesPerSecond * 60)} a minute at the present rate`;
}

function limit(kept: KeptLimit, where: string, who: string): string {
  switch (kept.kind) {
    case 'disk':
      return `It has no bound: if ${who} stays away, the disk of ${where} fills up, and ${where} stops when it is full.`;
    case 'size': {
      const lost = `the slot is lost then, so that the disk does not fill, and ${who} must be cloned anew`;
      if (kept.bytes <= 0)
        return `\`max_slot_wal_keep_size\` is reached already: the next checkpoint may take the slot, and ${who} must be cloned anew then.`;
      const when = kept.inMs === null ? '' : `, in ${formatDuration(kept.inMs)} at that rate`;
      return `\`max_slot_wal_keep_size\` is reached after ${formatBytes(kept.bytes)} more${when}: ${lost}.`;
    }
    case 'lost':
      return `But it has lost WAL already, so ${who} can't return without an archive or a new clone.`;
    case 'unknown':
      return 'Until when is not known.';
  }
}
