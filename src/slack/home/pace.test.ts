import { describe, expect, it } from 'vitest';
import { HomePace } from './pace.js';

const minute = 60_000;

function looking(view: string, at = 0): HomePace {
  const pace = new HomePace();
  pace.shown('U1', view, at, true);
  return pace;
}

describe('whose Home tab is drawn', () => {
  it('is nobody\u2019s while it would look the same', () => {
    expect(looking('[well]').due('[well]', 5 * minute)).toEqual([]);
  });

  it('is theirs some seconds after the last time, and later where only figures moved', () => {
    const pace = looking('s1 is 5 MB behind');
    expect(pace.due('s1 is down', 2_999)).toEqual([]);
    expect(pace.due('s1 is down', 3_000)).toEqual(['U1']);
    expect(pace.due('s2 is 7.5 MB behind', 3_000)).toEqual(['U1']);
    expect(pace.due('s1 is 7.5 MB behind', 29_000)).toEqual([]);
    expect(pace.due('s1 is 7.5 MB behind', 30_000)).toEqual(['U1']);
  });

  it('is no longer theirs a quarter of an hour after they opened it', () => {
    const pace = looking('a');
    pace.shown('U1', 'b', 10 * minute, false);
    expect(pace.due('c', 15 * minute - 1)).toEqual(['U1']);
    expect(pace.due('c', 15 * minute)).toEqual([]);
    expect(pace.isIdle).toBe(true);
  });

  it('is nobody\u2019s while Slack wants a pause, and never of more than Slack takes in a minute', () => {
    const pace = new HomePace();
    for (let user = 0; user < 100; user += 1) pace.shown(`U${user}`, 'a', user, true);
    // All of these were drawn just now.
    expect(pace.due('b', 10_000)).toEqual([]);
    const first = pace.due('b', minute + 50);
    // Half of them are a minute old.
    expect(first.length).toBeLessThanOrEqual(60);
    expect(first[0]).toBe('U0');
    pace.pause(2 * minute);
    expect(pace.due('b', 2 * minute - 1)).toEqual([]);
    expect(pace.due('b', 2 * minute)).toHaveLength(60);
  });
});
