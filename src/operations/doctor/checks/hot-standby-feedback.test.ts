import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { hotStandbyFeedback } from './hot-standby-feedback.js';

describe('hot-standby-feedback', () => {
  it('tells by how many queries were cancelled', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: { conflicts: { snapshot: 3, other: 0 } },
        s2: { conflicts: { snapshot: 40, other: 0 } },
      },
    };
    expect(found(hotStandbyFeedback, changes)).toEqual(['advice s1', 'warn s2']);
    const words = told(hotStandbyFeedback, changes);
    expect(words).toContain('has cancelled 40 queries');
  });

  it('has nothing against feedback', () => {
    const changes: ContextChanges = {
      all: { settings: { hot_standby_feedback: 'on' }, conflicts: { snapshot: 40, other: 0 } },
    };
    expect(found(hotStandbyFeedback, changes)).toEqual([]);
  });
});
