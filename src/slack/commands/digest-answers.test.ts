import { expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import type { Digest } from '../../wording/digest/digest.js';
import { toTerminal } from '../../wording/sections.js';
import { aSnapshot } from '../../wording/testing/incidents.js';
import type { Answer } from '../blocks/answer.js';
import type { Records } from '../ports.js';
import { ask } from './ask.js';
import type { Known } from './asked.js';

const known: Known = {
  fleet: { clusters: ['orders', 'billing'].map((cluster) => aSnapshot({ cluster })), self: [] },
  silences: [],
  pages: new Map(),
  now: testNow,
  command: '/pgrepl',
};

/** What is answered, and of which clusters it is. */
async function asked(
  text: string,
  lines: Digest['lines'] = ['The last 24 hours: All 2 clusters were well, without an incident.'],
  people: Digest['people'] = [],
): Promise<Answer & { readonly of: readonly string[] | null }> {
  const wanted = ask(text, known);
  if (wanted.kind === 'answer') return { ...wanted.answer, of: null };
  if (wanted.kind !== 'read') throw new Error(wanted.kind);
  const nothing = (): Promise<never> => Promise.reject(new Error('is not asked for here'));
  let of: readonly string[] | null = null;
  const records: Records = {
    operations: nothing,
    audit: nothing,
    incidents: nothing,
    roleChanges: nothing,
    timeline: nothing,
    root: nothing,
    lagChart: nothing,
    doctor: { examine: nothing, last: () => null },
    lastDay: (clusters) => {
      of = clusters;
      return Promise.resolve({ lines, isQuiet: false, people });
    },
  };
  return { ...(await wanted.read(records)), of };
}

it('tells how the day was of all clusters, or of the one that is named', async () => {
  expect(await asked('digest')).toMatchObject({
    of: ['orders', 'billing'],
    summary: 'The last 24 hours: All 2 clusters were well, without an incident.',
    request: 'digest',
    shareable: true,
  });
  const named = await asked(
    'digest Orders',
    ['The last 24 hours, by cluster.', 'orders: INC-7, owned by slack:T1/U1.', 'Set-up: orders 9.'],
    ['slack:T1/U1'],
  );
  expect(named).toMatchObject({ of: ['orders'], request: 'digest orders' });
  expect([...(named.people ?? [])]).toEqual(['U1']);
  expect(toTerminal(named.sections)).toBe(
    'The last 24 hours, by cluster.\n\norders: INC-7, owned by slack:T1/U1.\nSet-up: orders 9.',
  );
});

it('lists the clusters when one is not known, and asks for nothing', async () => {
  const answer = await asked('digest nowhere');
  expect(answer).toMatchObject({ of: null, shareable: false, request: null });
  expect(toTerminal(answer.sections)).toContain('There is no cluster named nowhere.');
});
