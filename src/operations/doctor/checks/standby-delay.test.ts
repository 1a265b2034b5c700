import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { standbyDelay } from './standby-delay.js';

describe('standby-delay', () => {
  it('warns of no bound, advises a long one', () => {
    const changes: ContextChanges = {
      surveys: {
        s1: { settings: { max_standby_streaming_delay: -1 } },
        s2: { settings: { max_standby_streaming_delay: 900_000 } },
      },
    };
    expect(found(standbyDelay, changes)).toEqual(['warn s1', 'advice s2']);
    const words = told(standbyDelay, changes);
    expect(words).toContain('may hold up its replay for ever');
    expect(words).toContain('of 15 min');
  });
});
