import { attempt, type Outcome } from './api/outcome.js';
import type { WebClient } from './api/clients.js';

/** Who pgrepl is in its workspace. */
export interface Identity {
  readonly teamId: string;
  readonly teamName: string;
  readonly botId: string | null;
  readonly botUserId: string;
  /** The scopes that the token has, as Slack reports them with each answer; null if it does not. */
  readonly scopes: readonly string[] | null;
}

export interface IdentitySource {
  /** What is known by now; null before Slack has said it. */
  readonly known: () => Identity | null;
  /** What is known, or else what Slack says now. */
  readonly learn: () => Promise<Outcome<Identity>>;
}

/** Asks `auth.test` until it was answered once, and keeps the answer. */
export function createIdentity(client: WebClient): IdentitySource {
  let known: Identity | null = null;
  let asking: Promise<Outcome<Identity>> | null = null;

  const ask = async (): Promise<Outcome<Identity>> => {
    const outcome = await attempt(() => client.auth.test());
    if (outcome.kind !== 'ok') return outcome;
    const { team_id: teamId, team, user_id: botUserId, bot_id: botId } = outcome.data;
    if (teamId === undefined || botUserId === undefined) {
      return { kind: 'refused', error: 'incomplete_answer', detail: 'auth.test names no team' };
    }
    known = {
      teamId,
      teamName: team ?? teamId,
      botId: botId ?? null,
      botUserId,
      scopes: outcome.data.response_metadata?.scopes ?? null,
    };
    return { kind: 'ok', data: known };
  };

  return {
    known: () => known,
    learn: () => {
      if (known !== null) return Promise.resolve({ kind: 'ok', data: known });
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
  };
}
