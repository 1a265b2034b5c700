import type { LostWal } from '../../replication/findings/lost-wal.js';
import type { IdleLimit } from '../../replication/idle-slots.js';
import type { CutOff, KeptWal, WhatIf } from '../../replication/whatif/model.js';
import type { WriteRate } from '../../replication/topology/model.js';
import { lossSentences } from '../commit-outlook.js';
import { listNames, safeName } from '../safe-text.js';
import { idleWords, invalidationWords } from '../slot-words.js';
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
    case 'lost':
      return { text: lostAlready(who, how.lost), mark: 'critical' };
    case 'slot': {
      const slot = safeName(how.slot);
      const now = how.retainedBytes === null ? '' : ` (${formatBytes(how.retainedBytes)} as it is)`;
      return {
        text: `Slot ${slot} on ${where} keeps all WAL that ${who} misses${now}, ${pace(rate)}. ${limit(how, where, who)}`,
        mark: how.limit.kind === 'disk' || how.idle?.leftMs === 0 ? 'warning' : null,
      };
    }
  }
}

function noSlot(
  who: string,
  where: string,
  { givenUp, walKeepBytes, hasArchive }: Extract<KeptWal['how'], { kind: 'no-slot' }>,
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
  const none =
    givenUp === null
      ? `No slot is known to be that of ${who}`
      : `Slot ${safeName(givenUp.slot)} on ${where} was given up and keeps nothing any more: ${invalidationWords(givenUp.reason)}`;
  return `${none}, so ${kept}. ${then}`;
}

/** It can't return as it is, whatever else happens. */
function lostAlready(who: string, { why, upstream, slot, hasArchive }: LostWal): string {
  const where = safeName(upstream);
  const held =
    slot === null || why === 'wal-removed'
      ? ''
      : `, and slot ${safeName(slot)} keeps nothing for it any more (${why === 'slot-lost' ? '`max_slot_wal_keep_size`' : '`idle_replication_slot_timeout`'})`;
  const unless = hasArchive === null ? ', unless it has an archive (not visible here)' : '';
  return `${who} can't return as it is: ${where} has removed the WAL that it needs${held}. It must be cloned anew${unless}.`;
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

function limit(
  { limit: kept, idle, hasArchive }: Extract<KeptWal['how'], { kind: 'slot' }>,
  where: string,
  who: string,
): string {
  const given = idle === null ? '' : givenUpThen(idle, who, hasArchive);
  switch (kept.kind) {
    case 'disk':
      return idle === null
        ? `It has no bound: if ${who} stays away, the disk of ${where} fills up, and ${where} stops when it is full.`
        : `No size bounds it. ${given} Until then the disk of ${where} must hold it all.`;
    case 'size': {
      const wayBack = withoutSlot(who, hasArchive);
      if (kept.bytes <= 0)
        return `\`max_slot_wal_keep_size\` is reached already: the next checkpoint may take the slot, and then ${wayBack}.`;
      const when = kept.inMs === null ? '' : `, in ${formatDuration(kept.inMs)} at that rate`;
      return `\`max_slot_wal_keep_size\` is reached after ${formatBytes(kept.bytes)} more${when}: the slot is lost then, so that the disk does not fill, and ${wayBack}.${given === '' ? '' : ` ${given}`}`;
    }
    case 'unknown':
      return given === ''
        ? 'Until when is not known.'
        : `By how much it may grow is not known. ${given}`;
  }
}

/** How it comes back once its slot has lost its WAL. */
function withoutSlot(who: string, hasArchive: boolean | null): string {
  if (hasArchive === true) return `${who} must take what it missed from its archive`;
  return hasArchive === null
    ? `${who} must be cloned anew, unless it has an archive (not visible before PostgreSQL 12)`
    : `${who} must be cloned anew`;
}

function givenUpThen(idle: IdleLimit, who: string, hasArchive: boolean | null): string {
  const words = idleWords(idle);
  const then =
    hasArchive === true
      ? 'what is removed after that it can take from its archive alone'
      : 'it may have to be cloned anew';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}: nothing is kept for ${who} from then on, and ${then}.`;
}
