import type { Core } from '../core.js';
import type { Interaction } from '../interactions/interaction.js';
import type { Json } from '../json.js';
import type { Message } from '../model/message.js';
import type { View } from '../model/view.js';
import { waitFor } from './waiting.js';

const PATIENCE_MS = 20_000;

/** What came of something that a person did. */
export interface Outcome {
  /** Whether the app acknowledged it within three seconds. */
  readonly acked: boolean;
  /** From its sending to the acknowledgement, in milliseconds; null if there was none. */
  readonly ms: number | null;
  /** What Slack tells the person about a failure; null if there was none. */
  readonly told: string | null;
  /** What the app acknowledged with. */
  readonly ackPayload: unknown;
  /** Field errors by block id, after a submission. */
  readonly errors: Readonly<Record<string, string>>;
  /** The payload as the app got it. */
  readonly payload: Json;
  /** The messages that have answered it so far, by acknowledgement or response URL, oldest first. */
  readonly responses: () => readonly Readonly<Message>[];
  /** Waits for the first answer, or for the n-th (from 0). */
  readonly response: (index?: number, timeoutMs?: number) => Promise<Readonly<Message>>;
  /** Waits for the view that the person has uppermost. */
  readonly view: (timeoutMs?: number) => Promise<View>;
}

export function outcomeOf(core: Core, user: string, interaction: Interaction): Outcome {
  const { delivery, told, errors, payload } = interaction;
  const responses = (): readonly Readonly<Message>[] =>
    [...core.workspace.channels.keys()]
      .flatMap((channel) => core.messages.all(channel))
      .filter(({ inAnswerTo }) => inAnswerTo === interaction.id);
  return {
    acked: delivery?.ok === true,
    ms: delivery?.ok === true ? delivery.ms : null,
    told,
    ackPayload: delivery?.ok === true ? delivery.payload : undefined,
    errors,
    payload,
    responses,
    response: (index = 0, timeoutMs = PATIENCE_MS) =>
      waitFor(core.changes, () => responses()[index], {
        what: `answer ${index} to the interaction`,
        timeoutMs,
      }),
    view: (timeoutMs = PATIENCE_MS) =>
      waitFor(core.changes, () => core.views.modals(user).at(-1), { what: 'a modal', timeoutMs }),
  };
}
