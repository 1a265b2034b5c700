import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { anIncident } from '../../wording/testing/incidents.js';
import { aFinding } from '../testing/findings.js';
import { aSilence } from '../testing/silences.js';
import { choiceKey, silenceChoices } from './choices.js';
import type { SilenceScope } from './model.js';
import { covers, incidentSilence, silenceOver, silencePhase, standing } from './rules.js';

const s1 = aFinding('s1');
const s2 = aFinding('s2');
const reduced = aFinding('', {
  kind: 'sync-redundancy-reduced',
  subject: null,
  key: 'orders/sync-redundancy-reduced/',
  causes: ['node:s1', 'sync'],
});
const hang = { ...reduced, kind: 'commits-hang', severity: 'critical' as const };

describe('what a silence covers', () => {
  it.each<[string, SilenceScope, readonly boolean[]]>([
    ['a cluster: all of it', { kind: 'cluster' }, [true, true, true, true]],
    [
      'a node: what is said of it, and warnings that come from it alone, but nothing critical for the cluster',
      { kind: 'node', node: 's1' },
      [true, false, true, false],
    ],
    [
      'a kind of finding, wherever',
      { kind: 'finding', finding: 'standby-disconnected', node: null },
      [true, true, false, false],
    ],
    [
      'a kind of finding at a node',
      { kind: 'finding', finding: 'standby-disconnected', node: 's2' },
      [false, true, false, false],
    ],
    [
      'an incident, with whatever is in it',
      { kind: 'incident', incidentId: 'i', number: 7 },
      [true, true, true, true],
    ],
    [
      'an incident that was silenced: what it was about then, and warnings that joined it since',
      { kind: 'incident', incidentId: 'i', number: 7, known: [s1.key] },
      [true, true, true, false],
    ],
    [
      'an incident that was silenced when it was critical: that, too',
      { kind: 'incident', incidentId: 'i', number: 7, known: [hang.key] },
      [true, true, true, true],
    ],
  ])('is %s', (_, scope, expected) => {
    const silence = aSilence({ scope });
    expect([s1, s2, reduced, hang].map((each) => covers(silence, each, 'i'))).toEqual(expected);
  });

  it('is nothing of another cluster or another incident', () => {
    expect(covers(aSilence({ cluster: 'billing' }), s1, 'i')).toBe(false);
    const scope = { kind: 'incident', incidentId: 'other', number: null } as const;
    expect(covers(aSilence({ scope }), s1, 'i')).toBe(false);
  });
});

describe('when a silence holds', () => {
  it('is from its start up to its end, unless somebody ended it', () => {
    const silence = aSilence();
    const phases = [-1, 0, 3_599_999, 3_600_000].map((ms) => silencePhase(silence, testNow + ms));
    expect(phases).toEqual(['planned', 'active', 'active', 'over']);
    expect(silencePhase({ ...silence, endedAt: testNow }, testNow)).toBe('over');
    const later = aSilence({ id: 'later', startsAt: testNow + 9 });
    const over = aSilence({ id: 'over', endedAt: testNow });
    expect(standing([later, over, silence], testNow).map(({ id }) => id)).toEqual([
      'silence-1',
      'later',
    ]);
  });

  it('is told by the one that lasts longest; of an incident, by the one after which more is told', () => {
    const short = aSilence({ id: 'a', scope: { kind: 'node', node: 's1' }, endsAt: testNow + 9 });
    const long = aSilence({ id: 'b', scope: { kind: 'node', node: 's1' } });
    const other = aSilence({ id: 'c', scope: { kind: 'node', node: 's2' }, endsAt: testNow + 99 });
    expect(silenceOver(s1, null, [short, long, other], testNow)?.id).toBe('b');
    const incident = anIncident({ findings: [s1, s2] });
    expect(incidentSilence(incident, [], testNow)).toEqual({ kind: 'none' });
    expect(incidentSilence(incident, [long], testNow)).toMatchObject({
      kind: 'part',
      keys: [s1.key],
    });
    expect(incidentSilence(incident, [short, long, other], testNow)).toMatchObject({
      kind: 'whole',
      silence: { id: 'c' },
    });
  });
});

describe('what can be chosen for an incident', () => {
  it('is itself, each of its findings, their nodes and the cluster, each by a name of its own', () => {
    const choices = silenceChoices(anIncident({ findings: [s1, s2, hang] }));
    expect(choices.map(choiceKey)).toEqual([
      'incident',
      'finding commits-hang ',
      'finding standby-disconnected s1',
      'finding standby-disconnected s2',
      'node s1',
      'node s2',
      'cluster',
    ]);
  });
});
