import type { Principal } from '../operations/model.js';
import { attempt, failureInWords } from './api/outcome.js';
import type { WebClient } from './api/clients.js';
import { standingOf } from './authorisation.js';
import { fail, pass, warn, type SlackCheck } from './check.js';

/** Somebody whom the configuration names, and what for. */
export interface NamedPrincipal {
  readonly principal: Principal;
  /** For example `orders: switchover.approve`. */
  readonly purpose: string;
}

/** Whether everybody who may ask for operations or approve them is there and can. */
export async function checkPeople(
  client: WebClient,
  ownTeam: string,
  named: readonly NamedPrincipal[],
): Promise<readonly SlackCheck[]> {
  const purposes = new Map<string, { readonly principal: Principal; readonly of: string[] }>();
  for (const { principal, purpose } of named) {
    const known = purposes.get(principal.id);
    if (known === undefined) purposes.set(principal.id, { principal, of: [purpose] });
    else known.of.push(purpose);
  }
  const checks: SlackCheck[] = [];
  // One after the other: Slack counts look-ups, and nobody waits for these.
  for (const { principal, of } of purposes.values()) {
    const where = of.length > 3 ? `${of.slice(0, 3).join(', ')}, …` : of.join(', ');
    checks.push(
      principal.kind === 'user'
        ? await checkUser(client, ownTeam, principal.id, where)
        : await checkGroup(client, principal.id, where),
    );
  }
  return checks;
}

const standings = {
  'other-team': 'belongs to another workspace',
  guest: 'is a guest, whom pgrepl refuses',
  deactivated: 'is deactivated',
  bot: 'is a bot, which pgrepl refuses',
} as const;

async function checkUser(
  client: WebClient,
  ownTeam: string,
  user: string,
  where: string,
): Promise<SlackCheck> {
  const name = `The user ${user} (${where})`;
  const outcome = await attempt(() => client.users.info({ user }));
  if (outcome.kind === 'refused' && outcome.error === 'user_not_found') {
    return fail(`${name} does not exist.`, 'Copy the member ID from their profile in Slack.');
  }
  const profile = outcome.kind === 'ok' ? outcome.data.user : undefined;
  if (profile === undefined) {
    const why = outcome.kind === 'ok' ? 'an empty answer' : failureInWords(outcome);
    return fail(`${name} can't be looked up: ${why}.`, 'The scope users:read is needed for that.');
  }
  const standing = standingOf(profile, ownTeam);
  if (standing === null) return pass(`${name} is a member of the workspace.`);
  return fail(`${name} ${standings[standing]}.`, 'Name a full member of the workspace.');
}

async function checkGroup(
  client: WebClient,
  usergroup: string,
  where: string,
): Promise<SlackCheck> {
  const name = `The user group ${usergroup} (${where})`;
  const outcome = await attempt(() => client.usergroups.users.list({ usergroup }));
  if (outcome.kind === 'refused' && outcome.error === 'no_such_subteam') {
    return fail(`${name} does not exist.`, 'Copy the ID of a user group of this workspace.');
  }
  if (outcome.kind !== 'ok') {
    const why = failureInWords(outcome);
    const remedy = 'The scope usergroups:read is needed for that.';
    return fail(`${name} can't be looked up: ${why}.`, remedy);
  }
  const members = outcome.data.users?.length ?? 0;
  if (members > 0) return pass(`${name} is there.`);
  return warn(`${name} has no members.`, 'Add whom you trust with it, or name people.');
}
