import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { pendingRestart } from './pending-restart.js';

describe('pending-restart', () => {
  it('advises of settings that wait', () => {
    const changes: ContextChanges = { surveys: { s1: { pendingRestart: ['max_connections'] } } };
    expect(found(pendingRestart, changes)).toEqual(['advice s1']);
    const words = told(pendingRestart, changes);
    expect(words).toContain('On s1 `max_connections` was changed and waits for a restart');
  });
});
