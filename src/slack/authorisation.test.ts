import { describe, expect, it } from 'vitest';
import type { Outcome } from './api/outcome.js';
import { createAuthorisation, type Authorisation, type Profile } from './authorisation.js';
import type { Denial } from './ports.js';

interface Setting {
  readonly authorisation: Authorisation;
  readonly denials: Denial[];
  readonly asked: string[];
  at: number;
  outcome: Outcome<Profile | null>;
}

function setting(profile: Profile, ownTeam: string | null = 'T1'): Setting {
  const denials: Denial[] = [];
  const asked: string[] = [];
  const made: Omit<Setting, 'authorisation'> = {
    denials,
    asked,
    at: 1_000,
    outcome: { kind: 'ok', data: profile },
  };
  const authorisation = createAuthorisation({
    clock: { now: () => made.at },
    ownTeam: () => Promise.resolve(ownTeam),
    lookUp: (user) => {
      asked.push(user);
      return Promise.resolve(made.outcome);
    },
    onDenied: (denial) => denials.push(denial),
  });
  return Object.assign(made, { authorisation });
}

const me = { userId: 'U1', teamId: 'T1' };
const member: Profile = { team_id: 'T1' };

describe('authorisation', () => {
  it('lets a full member of the own workspace through', async () => {
    const { authorisation, denials } = setting(member);
    await expect(authorisation.check(me, 'read', 'command status')).resolves.toEqual({
      kind: 'allowed',
      actor: 'slack:T1/U1',
    });
    expect(denials).toEqual([]);
  });

  it('knows the time zone of who was looked up, if it is one', async () => {
    const { authorisation } = setting({ ...member, tz: 'Europe/Berlin' });
    expect(authorisation.timeZone('U1')).toBeNull();
    await authorisation.check(me, 'read', 'command lag');
    expect(authorisation.timeZone('U1')).toBe('Europe/Berlin');
    const strange = setting({ ...member, tz: 'Moon/Crater' }).authorisation;
    await strange.check(me, 'read', 'command lag');
    expect(strange.timeZone('U1')).toBeNull();
  });

  it.each<[string, Profile]>([
    ['deactivated', { team_id: 'T1', deleted: true }],
    ['bot', { team_id: 'T1', is_bot: true }],
    ['guest', { team_id: 'T1', is_restricted: true }],
    ['guest', { team_id: 'T1', is_restricted: true, is_ultra_restricted: true }],
    ['other-team', { team_id: 'T1', is_stranger: true }],
    ['other-team', { team_id: 'T2' }],
    ['other-team', {}],
  ])('refuses as %s: %j', async (reason, profile) => {
    const { authorisation, denials } = setting(profile);
    const verdict = await authorisation.check(me, 'read', 'command status');
    expect(verdict).toMatchObject({ kind: 'refused', reason });
    expect(denials).toEqual([
      { at: 1_000, actor: 'slack:T1/U1', attempted: 'command status', reason },
    ]);
  });

  it('knows a member of an Enterprise organisation by the teams listed', async () => {
    const { authorisation } = setting({ team_id: 'E1', enterprise_user: { teams: ['T9', 'T1'] } });
    expect((await authorisation.check(me, 'act', 'x')).kind).toBe('allowed');
  });

  it('refuses another workspace without even asking who it is', async () => {
    const { authorisation, asked } = setting(member);
    for (const person of [
      { userId: 'U1', teamId: 'T2' },
      { userId: 'U1', teamId: null },
      { userId: 'U1', teamId: 'T1', userTeamId: 'T2' },
    ]) {
      const verdict = await authorisation.check(person, 'read', 'x');
      expect(verdict).toMatchObject({ kind: 'refused', reason: 'other-team' });
    }
    expect(asked).toEqual([]);
  });

  it('refuses what it can’t find out', async () => {
    const made = setting(member);
    made.outcome = { kind: 'uncertain', detail: 'HTTP 500' };
    expect(await made.authorisation.check(me, 'read', 'x')).toMatchObject({
      kind: 'refused',
      reason: 'lookup-failed',
    });
    made.outcome = { kind: 'refused', error: 'user_not_found', detail: '' };
    expect(await made.authorisation.check(me, 'read', 'x')).toMatchObject({
      reason: 'unknown-user',
    });
    expect(await setting(member, null).authorisation.check(me, 'read', 'x')).toMatchObject({
      reason: 'own-team-unknown',
    });
  });

  it('rests a read on a look-up of the last minute, and nothing else', async () => {
    const made = setting(member);
    await made.authorisation.check(me, 'read', 'x');
    made.at += 59_999;
    await made.authorisation.check(me, 'read', 'x');
    expect(made.asked).toHaveLength(1);
    await made.authorisation.check(me, 'act', 'x');
    expect(made.asked).toHaveLength(2);
    made.outcome = { kind: 'ok', data: { team_id: 'T1', deleted: true } };
    expect((await made.authorisation.check(me, 'read', 'x')).kind).toBe('allowed');
    made.at += 60_000;
    expect((await made.authorisation.check(me, 'read', 'x')).kind).toBe('refused');
  });
});
