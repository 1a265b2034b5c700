import { describe, expect, it } from 'vitest';
import { anAsyncView, aTopology } from '../../../replication/testing/topologies.js';
import { aContext, aSurvey, found, told, type ContextChanges } from '../testing/contexts.js';
import { syncCommitLowered } from './sync-commit-lowered.js';

describe('sync-commit-lowered', () => {
  it('warns of a server, a database and a role', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          settings: { synchronous_commit: 'local' },
          overrides: [
            { database: 'shop', role: null, name: 'synchronous_commit', value: 'off' },
            { database: null, role: 'batch', name: 'synchronous_commit', value: 'local' },
          ],
        },
      },
    };
    expect(found(syncCommitLowered, changes)).toEqual(['warn pg1', 'warn pg1', 'warn pg1']);
    const words = told(syncCommitLowered, changes);
    expect(words).toContain('no commit waits for them');
    expect(words).toContain('ALTER DATABASE "shop" RESET synchronous_commit');
    expect(words).toContain('ALTER ROLE "batch" RESET synchronous_commit');
  });

  it('undoes what holds for every role where it was set', () => {
    const everyRole = { database: null, role: null, name: 'synchronous_commit', value: 'off' };
    const primary = aSurvey('pg1', { overrides: [everyRole] });
    const global = { text: 'off', amount: null, context: 'user', source: 'global' };
    const settings = new Map([...primary.settings, ['synchronous_commit', global] as const]);
    const context = aContext();
    const surveys = new Map([...context.surveys, ['pg1', { ...primary, settings }] as const]);
    expect(syncCommitLowered.examine({ ...context, surveys })).toMatchObject([
      {
        verdict: 'warn',
        evidence: 'Every role has `synchronous_commit = off` on pg1.',
        remedy: 'If that is not meant, on pg1: `ALTER ROLE ALL RESET synchronous_commit`.',
      },
    ]);
  });

  it('leaves a higher level alone', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          overrides: [
            { database: 'shop', role: null, name: 'synchronous_commit', value: 'remote_apply' },
          ],
        },
      },
    };
    expect(found(syncCommitLowered, changes)).toEqual([]);
  });

  it('advises an asynchronous server that does not even flush', () => {
    const changes: ContextChanges = {
      topology: aTopology({ sync: anAsyncView() }),
      surveys: { pg1: { settings: { synchronous_commit: 'off' } } },
    };
    expect(found(syncCommitLowered, changes)).toEqual(['advice pg1']);
    const words = told(syncCommitLowered, changes);
    expect(words).toContain('a crash loses the commits of the last moments');
  });
});
