import { expect, it } from 'vitest';
import type { WebClient } from './api/clients.js';
import { createStanding } from './standing.js';

/** A Slack that knows the members of one group, does not answer for another, and has no third. */
const lookups = {
  usergroups: {
    users: {
      list: ({ usergroup }: { usergroup: string }) =>
        usergroup === 'S0DBAS'
          ? Promise.resolve({ ok: true, users: ['U0DBA'] })
          : Promise.reject(new Error('Retry header did not contain a valid timeout.')),
    },
  },
} as unknown as WebClient;

it('says of each group whether somebody is in it, or that Slack does not tell', async () => {
  const principals = ['S0DBAS', 'S0SRES'].map((id) => ({ kind: 'group', id }) as const);
  const who = { id: 'slack:T0/U0DBA', userId: 'U0DBA' };
  expect(await createStanding(lookups).actor(who, principals)).toEqual({
    ...who,
    groups: ['S0DBAS'],
    unsure: ['S0SRES'],
  });
});
