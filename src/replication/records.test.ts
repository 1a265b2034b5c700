import { describe, expect, it } from 'vitest';

import { foldObservation, newRecord } from './records.js';
import { aFailedObservation, aNodeState, anObservation, testNow } from './testing/observations.js';
import { aDeclaration } from './testing/topologies.js';

const fresh = newRecord(aDeclaration('s1'));

describe('foldObservation', () => {
  it('begins with nothing known', () => {
    expect(fresh).toMatchObject({ latest: null, latestState: null, silentSince: null });
    expect(fresh.silentPolls).toBe(0);
  });

  it('keeps a state and when it came', () => {
    const observation = anObservation('s1', aNodeState({ timeline: 3 }), testNow);
    const record = foldObservation(fresh, observation);
    expect(record.latest).toBe(observation);
    expect(record.latestState).toMatchObject({ at: testNow, state: { timeline: 3 } });
    expect(record.silentSince).toBeNull();
  });

  it('keeps the last state through a silence, which begins with the first vain question', () => {
    const answered = foldObservation(fresh, anObservation('s1', aNodeState(), testNow));
    const first = aFailedObservation('s1', 'timed-out', testNow + 3_000);
    const second = aFailedObservation('s1', 'refused', testNow + 5_000);
    const record = [first, second].reduce(foldObservation, answered);
    expect(record.latest).toBe(second);
    expect(record.latestState?.at).toBe(testNow);
    expect(record.silentSince).toBe(first.askedAt);
    expect(record.silentPolls).toBe(2);
  });

  it('begins another silence when a server that was known to run is down, and when it runs again', () => {
    const cold = aFailedObservation('s1', 'hot-standby-off', testNow);
    const stillCold = aFailedObservation('s1', 'hot-standby-off', testNow + 2_000);
    const down = aFailedObservation('s1', 'refused', testNow + 4_000);
    const record = [cold, stillCold, down].reduce(foldObservation, fresh);
    expect(record).toMatchObject({ silentSince: down.askedAt, silentPolls: 1 });
    const starting = aFailedObservation('s1', 'starting-up', testNow + 6_000);
    expect(foldObservation(record, starting).silentSince).toBe(starting.askedAt);
  });

  it('ends the silence with the first state', () => {
    const silent = foldObservation(fresh, aFailedObservation('s1', 'refused', testNow));
    const record = foldObservation(silent, anObservation('s1', aNodeState(), testNow + 2_000));
    expect(record).toMatchObject({ silentSince: null, silentPolls: 0 });
  });

  it('ignores an answer to a question that was asked before the one answered last', () => {
    const record = foldObservation(fresh, anObservation('s1', aNodeState(), testNow));
    const late = {
      ...aFailedObservation('s1', 'timed-out', testNow + 500),
      askedAt: testNow - 900,
    };
    expect(foldObservation(record, late)).toBe(record);
  });
});
