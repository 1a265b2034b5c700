import { z } from 'zod';
import type { Person } from '../../authorisation.js';

/** A window that somebody submitted, as far as pgrepl reads it. */
export interface Submission {
  readonly callbackId: string;
  readonly viewId: string;
  /** What tells one submission from every other; null if Slack did not say. */
  readonly id: string | null;
  readonly metadata: string;
  readonly person: Person;
  /** What was typed or chosen, by block; a moment in whole seconds since the epoch. */
  readonly typed: ReadonlyMap<string, string>;
}

/** What an input holds: words, one of some options, or a moment. */
const element = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_date_time: z.number().nullish(),
});

const payload = z.object({
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  trigger_id: z.string().min(1).nullish(),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), element)),
    }),
  }),
});

export function readSubmission(body: unknown): Submission | undefined {
  const { data } = payload.safeParse(body);
  if (data === undefined) return undefined;
  const { view, user, team } = data;
  return {
    callbackId: view.callback_id,
    viewId: view.id,
    id: data.trigger_id ?? null,
    metadata: view.private_metadata,
    person: { userId: user.id, teamId: team?.id ?? null, userTeamId: user.team_id ?? null },
    typed: new Map(
      Object.entries(view.state.values).map(([block, elements]) => [
        block,
        entered(Object.values(elements)[0]),
      ]),
    ),
  };
}

function entered(held: z.infer<typeof element> | undefined): string {
  const { value, selected_option: option, selected_date_time: moment } = held ?? {};
  return value ?? option?.value ?? moment?.toString() ?? '';
}

/** What came of a submission. */
export type Submitted =
  /** What is wrong with what was typed, by block: the window stays. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'told'; readonly title: string; readonly words: string };
