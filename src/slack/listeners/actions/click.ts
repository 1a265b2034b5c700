import { z } from 'zod';
import type { Person } from '../../authorisation.js';

/** A click on a button, as far as pgrepl reads it. */
export interface Click {
  readonly actionId: string;
  readonly value: string;
  readonly person: Person;
  /** Where it was clicked; null in a window or on the Home tab. */
  readonly channelId: string | null;
  /** Opens one window within 3 s; null if Slack gave none. */
  readonly triggerId: string | null;
  /** True for a click on the Home tab. */
  readonly onHome: boolean;
}

const payload = z.object({
  team: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string().min(1).nullish(),
  view: z.object({ type: z.string() }).nullish(),
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  actions: z
    .array(z.object({ action_id: z.string().optional(), value: z.string().nullish() }))
    .min(1),
});

/** Reads a click; undefined for an interaction that is none of a block's. */
export function readClick(body: unknown): Click | undefined {
  const { success, data } = payload.safeParse(body);
  const action = data?.actions[0];
  if (!success || action === undefined) return undefined;
  return {
    actionId: (action.action_id ?? '').split('.', 1)[0] ?? '',
    value: action.value ?? '',
    person: {
      userId: data.user.id,
      teamId: data.team?.id ?? null,
      userTeamId: data.user.team_id ?? null,
    },
    channelId: data.channel?.id ?? null,
    triggerId: data.trigger_id ?? null,
    onHome: data.view?.type === 'home',
  };
}
