import { describe, expect, it } from 'vitest';
import { mayAct, type AuthorityQuestion } from './authority.js';
import { someRules } from './testing/plan-inputs.js';

const operation = {
  requestedBy: 'slack:T0LAB/U0SRE',
  plan: { needs: { approvals: 1, requesterMayApprove: false, typedName: false } },
};

const lists = {
  request: [{ kind: 'user', id: 'U0SRE' }],
  approve: [
    { kind: 'user', id: 'U0DBA' },
    { kind: 'group', id: 'S0DBAS' },
  ],
} as const;

const person = (userId: string, groups: readonly string[] | null = []) => ({
  id: `slack:T0LAB/${userId}`,
  userId,
  groups,
});

function ask(changes: Partial<AuthorityQuestion>): string {
  const decided = mayAct({
    deed: 'request',
    cluster: 'orders',
    kind: 'switchover',
    rules: someRules({ authority: { switchover: lists, promote: lists } }),
    actor: person('U0SRE'),
    shared: false,
    operation,
    ...changes,
  });
  if (decided.kind === 'allowed') return 'allowed';
  expect(decided.words).toMatch(/^[A-Z].*\.$/);
  return decided.reason;
}

describe('mayAct', () => {
  it('lets in those who are listed, by name or by group, and nobody else', () => {
    expect(ask({})).toBe('allowed');
    expect(ask({ actor: person('U0DBA') })).toBe('not-listed');
    expect(ask({ deed: 'approve', actor: person('U0DBA') })).toBe('allowed');
    expect(ask({ deed: 'approve', actor: person('U0X', ['S0DBAS']) })).toBe('allowed');
    expect(ask({ deed: 'approve', actor: person('U0X', ['S0OTHER']) })).toBe('not-listed');
  });

  it('takes an empty list for nobody, and says which key of the configuration that is', () => {
    expect(ask({ rules: someRules() })).toBe('nobody-listed');
    const decided = mayAct({
      deed: 'approve',
      cluster: 'orders',
      kind: 'promote',
      rules: someRules(),
      actor: person('U0DBA'),
      shared: false,
      operation,
    });
    expect(decided).toMatchObject({ words: expect.stringContaining('promote') as unknown });
  });

  it('says no while groups are not known, but to those who are listed by name', () => {
    expect(ask({ deed: 'approve', actor: person('U0X', null) })).toBe('groups-unknown');
    expect(ask({ deed: 'approve', actor: person('U0DBA', null) })).toBe('allowed');
    // One that is known lets them in, whatever is not known of another.
    const unsure = ['S0OTHER'];
    const known = { ...person('U0X', ['S0DBAS']), unsure };
    expect(ask({ deed: 'approve', actor: known })).toBe('allowed');
    expect(ask({ deed: 'approve', actor: { ...person('U0X'), unsure } })).toBe('not-listed');
    expect(ask({ deed: 'approve', actor: { ...person('U0X'), unsure: ['S0DBAS'] } })).toBe(
      'groups-unknown',
    );
    // No group could let them in.
    expect(ask({ deed: 'request', actor: person('U0X', null) })).toBe('not-listed');
  });

  it('refuses every deed in a shared channel', () => {
    expect(ask({ shared: true })).toBe('shared-channel');
    expect(ask({ shared: true, deed: 'approve', actor: person('U0DBA') })).toBe('shared-channel');
  });

  it('counts the approval of whoever asked only where the rules say so, and never a second person', () => {
    const own = { ...operation, requestedBy: 'slack:T0LAB/U0DBA' };
    const needs = { approvals: 1, requesterMayApprove: true, typedName: false };
    const actor = person('U0DBA');
    expect(ask({ deed: 'approve', actor, operation: own })).toBe('own-request');
    expect(ask({ deed: 'approve', actor, operation: { ...own, plan: { needs } } })).toBe('allowed');
    const lossy = { ...needs, typedName: true };
    expect(ask({ deed: 'approve', actor, operation: { ...own, plan: { needs: lossy } } })).toBe(
      'own-request',
    );
    // The same person, vouched for by another workspace of the same organisation.
    const elsewhere = { ...actor, id: 'slack:T0OTHER/U0DBA' };
    expect(ask({ deed: 'approve', actor: elsewhere, operation: own })).toBe('own-request');
  });

  it.each(['reject', 'check-again', 'go-on', 'other-way', 'close'] as const)(
    'lets those who may ask or approve %s',
    (deed) => {
      expect(ask({ deed })).toBe('allowed');
      expect(ask({ deed, actor: person('U0DBA') })).toBe('allowed');
      expect(ask({ deed, actor: person('U0X') })).toBe('not-listed');
    },
  );
});
