import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Deed } from '../../operations/deed.js';
import type { Failure } from '../failure.js';
import { carryOutAgain, done, failed, type ActingContext } from './carry-out.js';
import { StatementError, type Conversation } from './conversation.js';

const slotRow = z.object({
  name: z.string(),
  kind: z.string(),
  active: z.boolean(),
  pid: z.number().nullable(),
  /** 13+: `lost` when WAL that it needs is gone. */
  status: z.string().nullable(),
});

type SlotRow = z.output<typeof slotRow>;

/**
 * Creates physical slots that keep WAL from now on. One that exists already is left as it is, unless
 * it is of no use.
 */
export async function createSlots(
  context: ActingContext,
  names: readonly string[],
  withinMs: number,
): Promise<Deed<{ readonly created: readonly string[] }>> {
  /** A second try may find what the first, whose answer was lost, has created. */
  const created = new Set<string>();
  return carryOutAgain(context, withinMs, async (conversation) => {
    const present = await readSlots(conversation, names);
    for (const slot of present.filter(({ name }) => !created.has(name))) {
      if (slot.kind !== 'physical') {
        return failed(`The slot ${slot.name} exists already, and is a logical one.`);
      }
      if (slot.status === 'lost') {
        return failed(
          `The slot ${slot.name} exists already, and WAL that it needs is gone: a standby cannot follow by it. Drop it first.`,
        );
      }
    }
    for (const name of names) {
      if (present.some((slot) => slot.name === name)) continue;
      created.add(name);
      const refusal = await createSlot(conversation, name);
      if (refusal === null) continue;
      created.delete(name);
      const before = created.size === 0 ? '' : ` (created before: ${[...created].join(', ')})`;
      return failed(`${refusal.detail}${before}`, refusal.code);
    }
    return done({ created: [...created] });
  });
}

async function createSlot(conversation: Conversation, name: string): Promise<Failure | null> {
  const text = 'select pg_create_physical_replication_slot($1, true)';
  try {
    await conversation.ask({ text, values: [name] });
    return null;
  } catch (error) {
    if (error instanceof StatementError && !error.lost) return error.failure;
    throw error;
  }
}

/** How long a slot may still be held by a walreceiver that is on its way to another upstream, ms. */
const leavingMs = 3000;

/** How long a slot that is in use is left alone between two looks, ms. */
const everyMs = 20;

/**
 * Drops physical slots that nobody uses; one that is not there counts as dropped. A standby that was
 * just pointed elsewhere holds its slot a moment longer: that is waited for.
 */
export async function dropSlots(
  context: ActingContext,
  names: readonly string[],
  withinMs: number,
): Promise<Deed<{ readonly dropped: readonly string[] }>> {
  const until = context.clock.now() + Math.min(leavingMs, withinMs / 2);
  return carryOutAgain(context, withinMs, async (conversation) => {
    let slots = await readSlots(conversation, names);
    while (slots.some(({ active }) => active) && context.clock.now() < until) {
      await pause(everyMs);
      slots = await readSlots(conversation, names);
    }
    const kept = slots.find(({ active, kind }) => active || kind !== 'physical');
    if (kept !== undefined) {
      const user = kept.pid === null ? '' : ` (process ${kept.pid})`;
      const why = kept.kind === 'physical' ? `is in use${user}` : 'is a logical one';
      return failed(`The slot ${kept.name} ${why}; none was dropped.`);
    }
    for (const { name } of slots) {
      await conversation.ask({ text: 'select pg_drop_replication_slot($1)', values: [name] });
    }
    return done({ dropped: names });
  });
}

async function readSlots(
  conversation: Conversation,
  names: readonly string[],
): Promise<readonly SlotRow[]> {
  const status = conversation.major >= 13 ? 'wal_status' : 'null::text';
  return conversation.askFor(slotRow, {
    text: `select slot_name as name, slot_type as kind, active, active_pid as pid,
        ${status} as status
      from pg_replication_slots where slot_name = any ($1)`,
    values: [names],
  });
}
