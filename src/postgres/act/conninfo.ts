import { z } from 'zod';
import type { Deed } from '../../operations/deed.js';
import { carryOutAgain, done, failed, type ActingContext } from './carry-out.js';
import { readRecoveryConf } from './recovery-conf.js';

export interface StandbySettings {
  /** A secret. */
  readonly conninfo: string | null;
  readonly slot: string | null;
}

const settingsRow = z.object({ conninfo: z.string(), slot: z.string() });

/**
 * `primary_conninfo` as it is set, password and all, and `primary_slot_name`; null where none is set.
 * From 12 on that takes `pg_read_all_settings` (a part of `pg_monitor`), before a superuser, since
 * they stand in `recovery.conf`: a role that may not gets the refusal, 42501.
 */
export async function conninfo(
  context: ActingContext,
  withinMs: number,
): Promise<Deed<StandbySettings>> {
  return carryOutAgain(context, withinMs, async (conversation) => {
    if (conversation.major < 12) {
      const settings = await readRecoveryConf(conversation);
      return done({
        conninfo: orNull(settings?.get('primary_conninfo')),
        slot: orNull(settings?.get('primary_slot_name')),
      });
    }
    const [row] = await conversation.askFor(settingsRow, {
      text: `select conninfo.setting as conninfo, current_setting('primary_slot_name') as slot
        from pg_settings conninfo where conninfo.name = 'primary_conninfo'`,
    });
    if (row === undefined) {
      return failed('The role may not see primary_conninfo: grant it pg_monitor.', '42501');
    }
    return done({ conninfo: orNull(row.conninfo), slot: orNull(row.slot) });
  });
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
