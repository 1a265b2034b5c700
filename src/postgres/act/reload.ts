import { setTimeout as sleep } from 'node:timers/promises';
import type { Conversation } from './conversation.js';

const pollEveryMs = 2;

/** A server that has not read its configuration by then does not because of an error in it. */
const longestReloadMs = 5000;

/** Of the time that is left: kept for a last look, so that what is known can still be said. */
const lastLookShare = 0.2;

/**
 * Has the server read its configuration anew, and looks until this session has done so: the server
 * tells all its processes at the same time, and lets nobody in before it has read `pg_hba.conf` itself.
 * False if it does not come to that.
 */
export async function reloadConfiguration(conversation: Conversation): Promise<boolean> {
  const before = await loadedAt(conversation);
  await conversation.ask({ text: 'select pg_reload_conf()' });
  const mustBy = conversation.leftMs - longestReloadMs;
  const forLastLookMs = conversation.leftMs * lastLookShare;
  while ((await loadedAt(conversation)) === before) {
    if (conversation.leftMs <= Math.max(mustBy, forLastLookMs)) return false;
    await sleep(pollEveryMs);
  }
  return true;
}

/** When this session read the configuration last: of each process its own. */
async function loadedAt(conversation: Conversation): Promise<unknown> {
  const text = 'select pg_conf_load_time()::text as at';
  const [row] = await conversation.ask({ name: 'pgrepl_loaded_at', text });
  return row?.['at'];
}
