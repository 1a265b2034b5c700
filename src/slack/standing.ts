import type { Principal } from '../operations/model.js';
import type { Actor } from '../operations/service.js';
import { attempt } from './api/outcome.js';
import type { WebClient } from './api/clients.js';

/** What has to be found out about somebody, and about where they ask, before anything is decided. */
export interface Standing {
  /** Which of the user groups among `principals` they are in, as Slack says at this moment. */
  readonly actor: (
    who: { readonly id: string; readonly userId: string },
    principals: readonly Principal[],
  ) => Promise<Actor>;
  /** A channel that may be shared with another organisation counts as shared, and so does no channel. */
  readonly channel: (
    id: string | null,
  ) => Promise<{ readonly id: string; readonly shared: boolean }>;
}

/** Asks Slack each time: a membership that ended a minute ago must not count. */
export function createStanding(lookups: WebClient): Standing {
  return {
    actor: async ({ id, userId }, principals) => {
      const ids = principals.filter(({ kind }) => kind === 'group').map((each) => each.id);
      const groups = await Promise.all(
        [...new Set(ids)].map(async (group) => ({
          group,
          isIn: await isMember(lookups, group, userId),
        })),
      );
      const where = (isIn: boolean | null): readonly string[] =>
        groups.filter((each) => each.isIn === isIn).map(({ group }) => group);
      return { id, userId, groups: where(true), unsure: where(null) };
    },
    channel: async (id) => ({ id: id ?? '', shared: id === null || (await isShared(lookups, id)) }),
  };
}

/** Null if it can't be found out. A group that is gone has no members. */
async function isMember(
  lookups: WebClient,
  usergroup: string,
  userId: string,
): Promise<boolean | null> {
  const outcome = await attempt(() => lookups.usergroups.users.list({ usergroup }));
  if (outcome.kind === 'ok') return outcome.data.users?.includes(userId) ?? null;
  return outcome.kind === 'refused' && outcome.error === 'no_such_subteam' ? false : null;
}

/** True unless Slack says for certain that the channel belongs to this workspace alone. */
async function isShared(lookups: WebClient, channel: string): Promise<boolean> {
  const outcome = await attempt(() => lookups.conversations.info({ channel }));
  const info = outcome.kind === 'ok' ? outcome.data.channel : undefined;
  if (info === undefined) return true;
  return (
    info.is_shared !== false || info.is_ext_shared !== false || info.is_pending_ext_shared !== false
  );
}
