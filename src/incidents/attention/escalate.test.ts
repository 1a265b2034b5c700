import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { aFinding, anIncident } from '../../wording/testing/incidents.js';
import { aSilence } from '../testing/silences.js';
import { escalation, type EscalationInput } from './escalate.js';

const minute = 60_000;
const rules = { afterMs: 10 * minute, everyMs: 15 * minute, times: 3, mention: 'S0ONCALL' };
const critical = anIncident({ criticalSince: testNow });

function at(minutes: number, changes: Partial<EscalationInput> = {}): unknown {
  const now = testNow + minutes * minute;
  const input = { incident: critical, rules, silences: [], postedAt: testNow, waitedUntil: null };
  const { kind, ...more } = escalation({ ...input, now, ...changes });
  return kind === 'none' ? Object.values(more)[0] : kind === 'due' ? more : kind;
}

describe('whether somebody is called', () => {
  it('is after the time that is configured, again at intervals, and not too often', () => {
    expect(at(9.9)).toBe('later');
    expect(at(10)).toEqual({ call: 1, of: 3 });
    const called = { ...critical, escalations: 1, escalatedAt: testNow + 10 * minute };
    expect(at(24.9, { incident: called })).toBe('later');
    expect(at(25, { incident: called })).toEqual({ call: 2, of: 3 });
    const often = { ...called, escalations: 3 };
    expect(at(600, { incident: often })).toBe('called-often-enough');
  });

  it.each<[string, Partial<EscalationInput>]>([
    ['not-configured', { rules: null }],
    ['acknowledged', { incident: { ...critical, acknowledgedBy: 'slack:T1/U1' } }],
    ['resolved', { incident: { ...critical, state: 'resolved' } }],
    ['not-critical', { incident: { ...critical, severity: 'warning', criticalSince: null } }],
    ['silenced', { silences: [aSilence({ endsAt: testNow + 600 * minute })] }],
    ['not-posted', { postedAt: null }],
  ])('is not, because %s', (reason, changes) => {
    expect(at(60, changes)).toBe(reason);
  });

  it('is for what was taken as a warning and is critical now, until somebody takes that', () => {
    const owned = { ...critical, acknowledgedBy: 'slack:T1/U1' };
    const asWarning = { ...owned, acknowledgedSeverity: 'warning' as const };
    expect(at(9.9, { incident: asWarning })).toBe('later');
    expect(at(10, { incident: asWarning })).toEqual({ call: 1, of: 3 });
    const asCritical = { ...owned, acknowledgedSeverity: 'critical' as const };
    expect(at(10, { incident: asCritical })).toBe('acknowledged');
    // Who took it before that was kept is not called.
    expect(at(10, { incident: owned })).toBe('acknowledged');
  });

  it('counts from when people could see it: posted, critical, and no longer silenced', () => {
    expect(at(12, { postedAt: testNow + 5 * minute })).toBe('later');
    expect(at(15, { postedAt: testNow + 5 * minute })).toEqual({ call: 1, of: 3 });
    const later = { ...critical, criticalSince: testNow + 30 * minute };
    expect(at(39, { incident: later })).toBe('later');
    // The end that its time brings counts before it is on record.
    const runOut = aSilence({ endsAt: testNow + 20 * minute });
    expect(at(20, { silences: [runOut] })).toBe('later');
    expect(at(30, { silences: [runOut] })).toEqual({ call: 1, of: 3 });
    const over = aSilence({ endsAt: testNow + 20 * minute, endedAt: testNow + 20 * minute });
    expect(at(29, { silences: [over] })).toBe('later');
    expect(at(30, { silences: [over] })).toEqual({ call: 1, of: 3 });
    // One that was called off before it began kept nothing from anybody.
    const planned = { ...over, begunAt: null };
    expect(at(29, { silences: [planned] })).toEqual({ call: 1, of: 3 });
  });

  it('waits for the call before, and counts from when Slack took that', () => {
    const called = { ...critical, escalations: 1, escalatedAt: testNow + 10 * minute };
    const now = testNow + 60 * minute;
    expect(at(60, { incident: called, waitedUntil: now })).toBe('last-call-waits');
    expect(at(74, { incident: called, waitedUntil: now })).toBe('later');
    expect(at(75, { incident: called, waitedUntil: now })).toEqual({ call: 2, of: 3 });
  });

  it('is for what is critical and not silenced, though a warning beside it is', () => {
    const findings = [aFinding({ subject: 's1' }), aFinding({ severity: 'warning', key: 'w' })];
    const incident = { ...critical, findings };
    const scope = { kind: 'node', node: 's1' } as const;
    expect(at(10, { incident, silences: [aSilence({ scope })] })).toBe('silenced');
    const kind = { kind: 'finding', finding: 'other', node: null } as const;
    expect(at(10, { incident, silences: [aSilence({ scope: kind })] })).toEqual({ call: 1, of: 3 });
  });
});
