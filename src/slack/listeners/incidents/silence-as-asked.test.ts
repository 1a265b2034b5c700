import { expect, it } from 'vitest';
import type { SilenceRequest } from '../../../incidents/silences/service.js';
import { aSilence } from '../../../incidents/testing/silences.js';
import { anIncident } from '../../../wording/testing/incidents.js';
import type { WantedSilence } from '../../commands/asked.js';
import { silenceAsAsked, type SilenceParts } from './silence-as-asked.js';

const now = Date.parse('2026-10-24T12:00:00Z');
const person = { actor: 'slack:T1/U1', userId: 'U1' };
const wanted: WantedSilence = { startsAt: null, durationMs: 7_200_000, reason: null, from: null };
const orders = { kind: 'known', cluster: 'orders', scope: { kind: 'cluster' } } as const;

function parts(
  present: Awaited<ReturnType<SilenceParts['handlers']['desk']['present']>>,
  timeZone: string | null = 'Europe/Berlin',
): SilenceParts & { readonly requests: readonly SilenceRequest[] } {
  const requests: SilenceRequest[] = [];
  return {
    requests,
    handlers: {
      desk: { present: () => Promise.resolve(present) },
      silences: {
        silence: (request) => {
          requests.push(request);
          return Promise.resolve({ kind: 'done', silence: aSilence(), words: 'Silent.' });
        },
      },
    },
    authorisation: { timeZone: () => timeZone },
    clock: { now: () => now },
  };
}

it('silences what an incident goes on as, and nothing of one that is over', async () => {
  const deed = { kind: 'silence', target: { kind: 'incident', number: 9 }, wanted } as const;
  const goesOn = parts({ incident: anIncident(), lead: 'INC-9 goes on as INC-7. ' });
  expect(await silenceAsAsked(deed, person, goesOn)).toMatchObject({
    words: 'INC-9 goes on as INC-7. Silent.',
  });
  const scope = { kind: 'incident', incidentId: anIncident().id, number: 7 };
  expect(goesOn.requests).toMatchObject([{ cluster: 'orders', scope, startsAt: null }]);
  const over = parts({ incident: anIncident({ state: 'resolved' }), lead: '' });
  expect(await silenceAsAsked(deed, person, over)).toEqual({
    kind: 'refused',
    words: 'INC-7 is not open, so there is nothing to silence.',
  });
  expect(over.requests).toEqual([]);
});

it('begins by the clocks of who asks, and says what it made of a time that comes twice', async () => {
  const from = { date: '2026-10-25', minute: 150 };
  const deed = { kind: 'silence', target: orders, wanted: { ...wanted, from } } as const;
  const berlin = parts('none');
  expect(await silenceAsAsked(deed, person, berlin)).toMatchObject({
    words:
      'Silent. Clocks show 02:30 twice that day, as they are put back: it begins with the first.',
  });
  const unknown = parts('none', null);
  expect(await silenceAsAsked(deed, person, unknown)).toMatchObject({ words: 'Silent.' });
  expect([...berlin.requests, ...unknown.requests]).toMatchObject([
    { startsAt: Date.parse('2026-10-25T00:30:00Z'), timeZone: 'Europe/Berlin' },
    { startsAt: Date.parse('2026-10-25T02:30:00Z'), timeZone: 'UTC' },
  ]);
});

it.each([
  [{ date: '2026-03-29', minute: 150 }, 'On 2026-03-29 there is no 02:30 in Europe/Berlin'],
  [{ date: '2026-10-24', minute: 600 }, '2026-10-24 10:00 in Europe/Berlin is past'],
  [{ date: null, minute: 780 }, 'write `from 2026-10-25 13:00` for tomorrow'],
])('refuses what is no time to come (%#)', async (from, words) => {
  const deed = { kind: 'silence', target: orders, wanted: { ...wanted, from } } as const;
  const asked = parts('none');
  const reply = await silenceAsAsked(deed, person, asked);
  expect(reply).toMatchObject({ kind: 'refused' });
  expect(reply.words).toContain(words);
  expect(asked.requests).toEqual([]);
});
