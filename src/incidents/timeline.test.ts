import { describe, expect, it } from 'vitest';
import { testNow } from '../replication/testing/observations.js';
import { anIncident } from '../wording/testing/incidents.js';
import { anOperation, aStepRecord } from '../wording/testing/operations.js';
import { timelineEntry } from './entry.js';
import type { TimelineEntry } from './model.js';
import { timelineLines } from './timeline.js';

const incident = anIncident();
const message = { channel: 'C1', ts: '1.1', author: 'slack:T1/U1' };
let made = 0;
const entry = (
  at: number,
  kind: TimelineEntry['kind'],
  text: string,
  more: Partial<TimelineEntry> = {},
): TimelineEntry => {
  made += 1;
  return timelineEntry({
    id: `e${made}`,
    incidentId: incident.id,
    at: testNow + at,
    kind,
    text,
    ...more,
  });
};
const told = (...of: Parameters<typeof timelineLines>): string[] =>
  timelineLines(...of).map(({ source, text }) => `${source}: ${text}`);

describe('a timeline', () => {
  it('is in order of time, and what happened at once stays in order of record', () => {
    const entries = [
      entry(0, 'opened', 'one'),
      entry(500, 'resolved', 'four'),
      entry(100, 'role-changed', 'two'),
      entry(100, 'finding-cleared', 'three'),
    ];
    expect(told(incident, entries, [])).toEqual([
      'pgrepl: one',
      'pgrepl: two',
      'pgrepl: three',
      'pgrepl: four',
    ]);
  });

  it('shows notes as their messages read now, under the name of who wrote them', () => {
    const by = { source: 'slack:T1/U2', message };
    const other = { ...message, ts: '2.2' };
    const entries = [
      entry(0, 'note', 'first', by),
      entry(1, 'note', 'gone', { source: 'slack:T1/U1', message: other }),
      entry(2, 'note', 'typed', { source: 'slack:T1/U3' }),
      entry(3, 'note-edited', 'second', by),
      entry(4, 'note-edited', 'third', by),
      entry(5, 'note-deleted', '', { message: other }),
    ];
    expect(timelineLines(incident, entries, [])).toMatchObject([
      { source: 'slack:T1/U1', addedBy: 'slack:T1/U2', text: 'third (edited)' },
      { source: 'slack:T1/U1', addedBy: null, text: 'A note whose message was deleted since.' },
      { source: 'slack:T1/U3', addedBy: null, text: 'typed' },
    ]);
  });

  it('has the operations of its span, each step a line', () => {
    const start = testNow - 20_000;
    const operation = anOperation({
      state: 'ended',
      approvals: [{ actor: 'slack:T0LABTEAM/U0DBA', at: start + 5_000, planHash: '' }],
      steps: [
        aStepRecord({ intendedAt: start + 6_000, endedAt: start + 6_100 }),
        aStepRecord({
          position: 1,
          words: 'stop pg1 cleanly',
          state: 'failed',
          intendedAt: start + 6_200,
          endedAt: start + 9_200,
          result: 'pg_ctl ended with 1',
        }),
        aStepRecord({ position: 2, state: 'intended', intendedAt: start + 9_300, endedAt: null }),
      ],
      startedAt: start + 6_000,
      endedAt: start + 10_000,
      outcome: {
        kind: 'aborted',
        words: 'pg1 serves again.',
        warnings: [],
        downtimeMs: null,
        totalMs: null,
        rejoin: null,
        leftToDo: [],
      },
    });
    expect(told(incident, [entry(-15_500, 'note', 'between')], [operation])).toEqual([
      'slack:T0LABTEAM/U0SRE: OP-3: asks for the switchover of orders from pg1 to s1: "kernel update on pg1"',
      'pgrepl: between',
      'slack:T0LABTEAM/U0DBA: OP-3: approves it.',
      'pgrepl: OP-3: checkpoint on pg1: done after 100 ms.',
      'pgrepl: OP-3: stop pg1 cleanly: failed after 3 s: pg_ctl ended with 1',
      'pgrepl: OP-3: checkpoint on pg1: under way, or its end is not on record.',
      'pgrepl: OP-3: aborted, the old primary serves. pg1 serves again.',
    ]);
    const over = anIncident({ state: 'resolved', resolvedAt: start - 1 });
    expect(told(over, [], [operation])).toEqual([]);
    const later = anIncident({ openedAt: start + 10_001 });
    expect(told(later, [], [operation])).toEqual([]);
  });
});
