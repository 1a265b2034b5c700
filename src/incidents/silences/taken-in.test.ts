import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { anIncident } from '../../wording/testing/incidents.js';
import { aSilence } from '../testing/silences.js';
import { silencesTakenIn } from './taken-in.js';

const before = anIncident({ id: 'i8' });
const taken = { ...before, state: 'resolved' as const, mergedInto: 'i7' };
const changes = [{ before, incident: taken, events: [] }];
const scope = { kind: 'incident', incidentId: 'i8', number: 8 } as const;

describe('silences of an incident that another one takes in', () => {
  it('go on for what came with it, also those that are planned', () => {
    const silence = aSilence({ scope });
    const planned = aSilence({ id: 'planned', scope, startsAt: testNow + 9, begunAt: null });
    const goesOn = { incidentId: 'i7', keys: taken.keys };
    expect(silencesTakenIn(changes, [silence, planned], testNow)).toEqual([
      { ...silence, scope: { ...scope, goesOn } },
      { ...planned, scope: { ...scope, goesOn } },
    ]);
  });

  it('go on with the same findings when that one is taken in, too', () => {
    const silence = aSilence({
      scope: { ...scope, incidentId: 'i9', goesOn: { incidentId: 'i8', keys: ['its own'] } },
    });
    expect(silencesTakenIn(changes, [silence], testNow)).toMatchObject([
      { scope: { incidentId: 'i9', goesOn: { incidentId: 'i7', keys: ['its own'] } } },
    ]);
  });

  it('are as they were where they are over, about something else, or nothing is taken in', () => {
    const over = aSilence({ scope, endedAt: testNow });
    const other = aSilence({ scope: { ...scope, incidentId: 'i7' } });
    expect(silencesTakenIn(changes, [over, other, aSilence()], testNow)).toEqual([]);
    const resolved = { ...taken, mergedInto: null };
    const ended = [{ before, incident: resolved, events: [] }];
    expect(silencesTakenIn(ended, [aSilence({ scope })], testNow)).toEqual([]);
  });
});
