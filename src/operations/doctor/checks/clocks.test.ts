import { describe, expect, it } from 'vitest';
import { testNow } from '../../../replication/testing/observations.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { clocks } from './clocks.js';

describe('clocks', () => {
  it('is sure only beyond the round trip', () => {
    const changes: ContextChanges = {
      surveys: { s1: { askedAt: testNow - 5000, serverTime: testNow + 3000 } },
    };
    expect(found(clocks, changes)).toEqual(['advice cluster']);
    const words = told(clocks, changes);
    expect(words).toContain('The clock of s1 is at least 3 s ahead of that of pg1');
  });

  it('warns of many seconds, in either direction', () => {
    const changes: ContextChanges = { surveys: { s2: { serverTime: testNow - 60_000 } } };
    expect(found(clocks, changes)).toEqual(['warn cluster']);
    const words = told(clocks, changes);
    expect(words).toContain('ahead of that of s2');
  });

  it('holds them against its own clock, too', () => {
    const changes: ContextChanges = { all: { serverTime: testNow - 20_000 } };
    expect(found(clocks, changes)).toEqual(['warn cluster']);
    expect(told(clocks, changes)).toContain(
      "The clock of pgrepl's own machine is at least 20 s ahead",
    );
  });

  it('forgives a slow answer', () => {
    const changes: ContextChanges = {
      surveys: { s1: { askedAt: testNow - 5000, serverTime: testNow - 4000 } },
    };
    expect(found(clocks, changes)).toEqual([]);
  });
});
