import { describe, expect, it } from 'vitest';
import { anOperation, aPlan } from '../wording/testing/operations.js';
import * as outcomes from './outcome.js';

const left = { node: 's2', words: 'Point s2 at s1.', commands: [] };
const plan = aPlan({ leftToDo: [left] });
const course = { plan, warnings: [], leftToDo: [], totalMs: 900 };

describe('an outcome', () => {
  it('of a completed one names the new primary, the downtime and what is left', () => {
    expect(outcomes.completed({ ...course, downtimeMs: 87.4 })).toEqual({
      kind: 'completed',
      words:
        's1 is the primary of orders in place of pg1. Writes were interrupted for 87 ms at most.',
      warnings: [],
      downtimeMs: 87.4,
      totalMs: 900,
      rejoin: null,
      leftToDo: [left],
    });
    const warned = outcomes.completed({ ...course, warnings: ['s2 does not follow.'] });
    expect(warned).toMatchObject({ kind: 'completed-with-warnings', downtimeMs: null });
    expect(warned.words).toContain('One thing is not as planned.');
  });

  it('of an aborted one says that the old primary serves', () => {
    const { kind, words } = outcomes.aborted({ ...course, why: 's1 did not get the last record' });
    expect(kind).toBe('aborted');
    expect(words).toBe(
      's1 did not get the last record. pg1 is in service as the primary of orders, as before.',
    );
    const promotion = { ...course, plan: aPlan({ kind: 'promote' }), why: 'It was fenced not.' };
    expect(outcomes.aborted(promotion).words).toContain('s1 was not promoted.');
  });

  it('never calls failed what is not known', () => {
    expect(outcomes.notPutBack({ ...course, why: 'pg1 did not start.' })).toMatchObject({
      kind: 'unknown',
      words: expect.stringContaining('orders may have no primary now') as unknown,
    });
    const { words } = outcomes.unknownOutcome(course, ['s1 gives no answer']);
    expect(words).toContain('could not be found out. s1 gives no answer.');
  });

  it('of one that was never begun says that nothing was done', () => {
    const operation = anOperation();
    for (const each of [
      outcomes.rejected('slack:T0LAB/U0DBA'),
      outcomes.expired(operation),
      outcomes.refused('s1 no longer answers'),
    ]) {
      expect(each.words).toMatch(/\. Nothing was done\.$/);
    }
    expect(outcomes.expired(operation).words).toContain('after 10 min with no approval');
    expect(outcomes.closed('slack:T0LAB/U0DBA', ['s1 is a primary.']).words).toBe(
      'Ended by slack:T0LAB/U0DBA where it stood. s1 is a primary.',
    );
  });
});
