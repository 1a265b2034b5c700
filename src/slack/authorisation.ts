import type { Clock } from '../clock.js';
import type { EpochMs } from '../replication/observation.js';
import type { Outcome } from './api/outcome.js';
import type { Denial, DenialReason } from './ports.js';

/** Who asks, as the command or click says. */
export interface Person {
  readonly userId: string;
  /** The workspace the request came from. */
  readonly teamId: string | null;
  /** The person's own workspace, where the request names it too. */
  readonly userTeamId?: string | null | undefined;
}

/** What `users.info` says of somebody, as far as it matters here. */
export interface Profile {
  readonly team_id?: string | undefined;
  /** An IANA name; Slack leaves it out for some accounts. */
  readonly tz?: string | undefined;
  readonly deleted?: boolean | undefined;
  readonly is_bot?: boolean | undefined;
  readonly is_restricted?: boolean | undefined;
  readonly is_ultra_restricted?: boolean | undefined;
  readonly is_stranger?: boolean | undefined;
  readonly enterprise_user?: { readonly teams?: readonly string[] | undefined } | undefined;
}

export type Verdict =
  | { readonly kind: 'allowed'; readonly actor: string }
  | { readonly kind: 'refused'; readonly reason: DenialReason; readonly sentence: string };

export interface AuthorisationOptions {
  readonly clock: Clock;
  /** pgrepl's own workspace; null while it is not known. */
  readonly ownTeam: () => Promise<string | null>;
  readonly lookUp: (userId: string) => Promise<Outcome<Profile | null>>;
  readonly onDenied: (denial: Denial) => void;
}

export interface Authorisation {
  /**
   * Whether this person may do this.
   *
   * `read` may rest on a look-up of up to 60 s ago; `act` looks afresh each time.
   * `attempted` is what the audit is told.
   */
  readonly check: (person: Person, use: 'read' | 'act', attempted: string) => Promise<Verdict>;
  /** The time zone of somebody who was checked lately, an IANA name; null where it is not known. */
  readonly timeZone: (userId: string) => string | null;
}

/** How long a look-up serves further reads, ms. */
const cacheMs = 60_000;

/** More people than this do not ask within a minute; the oldest go first. */
const cacheSize = 1_000;

const sentences: Readonly<Record<DenialReason, string>> = {
  'other-team': 'pgrepl answers only members of the workspace that it is installed in.',
  guest: 'pgrepl answers full members of this workspace only, and you are a guest here.',
  deactivated: 'This account is deactivated, so pgrepl does not answer it.',
  bot: 'pgrepl answers people, not bots.',
  'unknown-user': 'Slack does not know this account, so pgrepl does not answer it.',
  'lookup-failed': 'Slack could not tell who you are just now. Please try again in a moment.',
  'own-team-unknown':
    'pgrepl has just started and could not ask Slack for its own workspace yet. Please try again in a moment.',
};

/** Decides on every command and every click anew. What can't be found out is refused. */
export function createAuthorisation(options: AuthorisationOptions): Authorisation {
  const cache = new Map<string, { readonly at: EpochMs; readonly profile: Profile }>();

  const profileOf = async (
    userId: string,
    use: 'read' | 'act',
  ): Promise<Profile | DenialReason> => {
    const known = cache.get(userId);
    const now = options.clock.now();
    if (use === 'read' && known !== undefined && now - known.at < cacheMs) return known.profile;
    const outcome = await options.lookUp(userId);
    if (outcome.kind !== 'ok') {
      const unknown = outcome.kind === 'refused' && outcome.error === 'user_not_found';
      return unknown ? 'unknown-user' : 'lookup-failed';
    }
    if (outcome.data === null) return 'unknown-user';
    cache.delete(userId);
    cache.set(userId, { at: now, profile: outcome.data });
    const [oldest] = cache.keys();
    if (cache.size > cacheSize && oldest !== undefined) cache.delete(oldest);
    return outcome.data;
  };

  const reasonAgainst = async (
    person: Person,
    use: 'read' | 'act',
  ): Promise<DenialReason | null> => {
    const own = await options.ownTeam();
    if (own === null) return 'own-team-unknown';
    if (person.teamId !== own) return 'other-team';
    if (typeof person.userTeamId === 'string' && person.userTeamId !== own) return 'other-team';
    const profile = await profileOf(person.userId, use);
    return typeof profile === 'string' ? profile : standingOf(profile, own);
  };

  return {
    timeZone: (userId) => {
      const zone = cache.get(userId)?.profile.tz;
      return zone !== undefined && isTimeZone(zone) ? zone : null;
    },
    check: async (person, use, attempted) => {
      const actor = `slack:${person.teamId ?? '?'}/${person.userId}`;
      const reason = await reasonAgainst(person, use);
      if (reason === null) return { kind: 'allowed', actor };
      options.onDenied({ at: options.clock.now(), actor, attempted, reason });
      return { kind: 'refused', reason, sentence: sentences[reason] };
    },
  };
}

/** What keeps somebody from being answered in the workspace `own`; null if nothing does. */
export function standingOf(
  profile: Profile,
  own: string,
): 'deactivated' | 'bot' | 'other-team' | 'guest' | null {
  if (profile.deleted === true) return 'deactivated';
  if (profile.is_bot === true) return 'bot';
  const teams = [profile.team_id, ...(profile.enterprise_user?.teams ?? [])];
  if (profile.is_stranger === true || !teams.includes(own)) return 'other-team';
  if (profile.is_restricted === true || profile.is_ultra_restricted === true) return 'guest';
  return null;
}

/** Slack may know zones that this Node does not. */
function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
