import { describe, expect, it } from 'vitest';
import { steadyClock, type Clock } from './clock.js';

function setUp(): { clock: Clock; pass: (ms: number) => void; set: (byMs: number) => void } {
  let wall = 1_000_000;
  let elapsed = 0;
  return {
    clock: steadyClock(
      () => wall,
      () => elapsed,
    ),
    pass: (ms) => {
      wall += ms;
      elapsed += ms;
    },
    set: (byMs) => {
      wall += byMs;
    },
  };
}

describe('the clock', () => {
  it('says what the system says, while that goes on', () => {
    const { clock, pass, set } = setUp();
    pass(500);
    expect(clock.now()).toBe(1_000_500);
    set(3_600_000);
    expect(clock.now()).toBe(4_600_500);
  });

  it('goes on when the system is put back, and agrees with it again in the end', () => {
    const { clock, pass, set } = setUp();
    expect(clock.now()).toBe(1_000_000);
    set(-10_000);
    expect(clock.now()).toBe(1_000_000);
    pass(1000);
    expect(clock.now()).toBe(1_000_900);
    pass(99_000);
    expect(clock.now()).toBe(1_090_000);
    pass(50_000);
    expect(clock.now()).toBe(1_140_000);
  });
});
