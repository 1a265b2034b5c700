import { describe, expect, it } from 'vitest';
import { aStandbyState } from '../../../replication/testing/observations.js';
import { aFirstOneView, aTopology } from '../../../replication/testing/topologies.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { applyDelay } from './apply-delay.js';

const delayed = { role: aStandbyState({ applyDelayMs: 3_600_000 }).role };

describe('apply-delay', () => {
  it('warns of a delayed standby that commits wait for', () => {
    const changes: ContextChanges = { states: { s1: delayed } };
    expect(found(applyDelay, changes)).toEqual(['warn s1']);
    const words = told(applyDelay, changes);
    expect(words).toContain('replays 1 h late on purpose');
  });

  it('fails it at remote_apply', () => {
    const changes: ContextChanges = {
      states: { s1: delayed },
      topology: aTopology({ sync: aFirstOneView({ synchronousCommit: 'remote_apply' }) }),
    };
    expect(found(applyDelay, changes)).toEqual(['fail s1']);
    const words = told(applyDelay, changes);
    expect(words).toContain('at `remote_apply`');
  });

  it('leaves alone one that nothing waits for', () => {
    const changes: ContextChanges = { states: { s3: delayed } };
    expect(found(applyDelay, changes)).toEqual([]);
  });
});
