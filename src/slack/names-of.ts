import { attempt } from './api/outcome.js';
import type { WebClient } from './api/clients.js';

/** People who are looked up at once; more are called by their ids. */
const mostPeople = 30;

/** What Slack calls these people and user groups, by id; who is not found is missing. Never rejects. */
export async function namesOf(
  ids: Iterable<string>,
  client: WebClient,
): Promise<ReadonlyMap<string, string>> {
  const all = [...ids];
  const users = all.filter((id) => /^[UW]/.test(id)).slice(0, mostPeople);
  const groups = all.some((id) => id.startsWith('S')) ? handlesOfGroups(client) : [];
  const names = await Promise.all(
    users.map(async (user): Promise<readonly (readonly [string, string])[]> => {
      const outcome = await attempt(() => client.users.info({ user }));
      const found = outcome.kind === 'ok' ? outcome.data.user : undefined;
      const name = found?.profile?.real_name ?? found?.real_name ?? found?.name;
      return name === undefined || name === '' ? [] : [[user, name]];
    }),
  );
  return new Map([...names.flat(), ...(await groups)]);
}

async function handlesOfGroups(client: WebClient): Promise<readonly (readonly [string, string])[]> {
  const outcome = await attempt(() => client.usergroups.list());
  const found = outcome.kind === 'ok' ? (outcome.data.usergroups ?? []) : [];
  return found.flatMap(({ id, handle }) =>
    id === undefined || handle === undefined || handle === '' ? [] : [[id, handle] as const],
  );
}
