import { describe, expect, it } from 'vitest';
import { anIncident, aFinding } from '../wording/testing/incidents.js';
import type { Finding } from '../replication/findings/model.js';
import { testNow } from '../replication/testing/observations.js';
import { acknowledge } from './acknowledge.js';
import type { Incident } from './model.js';
import { reduceIncidents } from './reduce.js';

const newId = (): string => 'id';
const by = (actor: string, reason: string | null = null) => ({ actor, reason, at: testNow });
const of = (actor: string, changes: Partial<Incident> = {}): Incident =>
  anIncident({ acknowledgedBy: actor, acknowledgedAt: testNow - 5, ...changes });

describe('an acknowledgement', () => {
  it('makes an owner, with what they say', () => {
    expect(acknowledge(anIncident(), by('slack:T/U1', 'mine'), newId)).toMatchObject({
      kind: 'taken',
      from: null,
      incident: {
        acknowledgedBy: 'slack:T/U1',
        acknowledgedAt: testNow,
        acknowledgeReason: 'mine',
      },
      entry: { kind: 'acknowledged', text: 'Acknowledged: "mine"', source: 'slack:T/U1' },
    });
  });

  it('takes it over from whoever had it, and forgets what they said', () => {
    const before = of('slack:T/U1', { acknowledgeReason: 'mine' });
    expect(acknowledge(before, by('slack:T/U2'), newId)).toMatchObject({
      from: 'slack:T/U1',
      incident: { acknowledgedBy: 'slack:T/U2', acknowledgeReason: null },
      entry: { kind: 'taken-over', text: 'Taken over from slack:T/U1.' },
    });
  });

  it('of the owner adds words, or nothing', () => {
    expect(acknowledge(of('slack:T/U1'), by('slack:T/U1'), newId)).toEqual({ kind: 'theirs' });
    expect(acknowledge(of('slack:T/U1'), by('slack:T/U1', 'soon'), newId)).toMatchObject({
      kind: 'taken',
      from: null,
      incident: { acknowledgedAt: testNow - 5, acknowledgeReason: 'soon' },
    });
  });

  it('of the owner of a warning confirms that they see to it now that it is critical', () => {
    const warning = anIncident({ severity: 'warning' });
    const taken = acknowledge(warning, by('slack:T/U1', 'tomorrow'), newId);
    expect(taken).toMatchObject({ incident: { acknowledgedSeverity: 'warning' } });
    const worse = of('slack:T/U1', {
      acknowledgeReason: 'tomorrow',
      acknowledgedSeverity: 'warning',
    });
    const confirmed = acknowledge(worse, by('slack:T/U1'), newId);
    expect(confirmed).toMatchObject({
      kind: 'taken',
      from: null,
      incident: {
        acknowledgedAt: testNow - 5,
        acknowledgeReason: 'tomorrow',
        acknowledgedSeverity: 'critical',
      },
      entry: { kind: 'acknowledged', text: 'Keeps it, critical now.' },
    });
    if (confirmed.kind !== 'taken') throw new Error('not taken');
    expect(acknowledge(confirmed.incident, by('slack:T/U1'), newId)).toEqual({ kind: 'theirs' });
    // They said so, also when it eases and becomes critical again.
    const eased = { ...confirmed.incident, severity: 'warning' as const };
    expect(acknowledge(eased, by('slack:T/U1', 'better'), newId)).toMatchObject({
      incident: { acknowledgedSeverity: 'critical' },
    });
    expect(acknowledge(worse, by('slack:T/U2'), newId)).toMatchObject({
      from: 'slack:T/U1',
      incident: { acknowledgedSeverity: 'critical' },
    });
  });

  it('of what is over does nothing', () => {
    const over = anIncident({ state: 'resolved', resolvedAt: testNow });
    expect(acknowledge(over, by('slack:T/U1'), newId)).toEqual({ kind: 'over' });
  });
});

describe('an owner', () => {
  const one = aFinding({ kind: 'a', causes: ['x'] });
  const other = aFinding({ kind: 'b', causes: ['y'] });
  const both = [one, other].map((finding) => ({ ...finding, causes: ['x', 'y'] }));
  const reduce = (
    incidents: readonly Incident[],
    active: readonly Finding[],
  ): Incident | undefined =>
    reduceIncidents({
      cluster: 'orders',
      now: testNow + 60_000,
      incidents,
      active,
      flapWindowMs: 600_000,
      newId,
    }).incidents.find(({ state }) => state === 'open');

  it('stays when the incident comes back within the flap window', () => {
    const over = of('slack:T/U1', { state: 'resolved', resolvedAt: testNow, findings: [one] });
    expect(reduce([over], [one])).toMatchObject({ reopened: 1, acknowledgedBy: 'slack:T/U1' });
  });

  it('of one that is taken in owns the one that goes on, unless that has an owner', () => {
    const older = anIncident({ id: 'older', openedAt: 1, findings: [one] });
    const newer = of('slack:T/U1', { id: 'newer', openedAt: 2, findings: [other] });
    expect(reduce([older, newer], both)).toMatchObject({
      id: 'older',
      acknowledgedBy: 'slack:T/U1',
    });
    const owned = { ...older, acknowledgedBy: 'slack:T/U2', acknowledgedAt: 1 };
    expect(reduce([owned, newer], both)).toMatchObject({ acknowledgedBy: 'slack:T/U2' });
    // Who took what is critical goes before who took a warning.
    const asWarning = { ...owned, acknowledgedSeverity: 'warning' as const };
    const asCritical = { ...newer, acknowledgedSeverity: 'critical' as const };
    expect(reduce([asWarning, asCritical], both)).toMatchObject({ acknowledgedBy: 'slack:T/U1' });
    const taken = [older, { ...newer, acknowledgedSeverity: 'warning' as const }];
    expect(reduce(taken, both)).toMatchObject({
      acknowledgedBy: 'slack:T/U1',
      acknowledgedSeverity: 'warning',
    });
  });
});
