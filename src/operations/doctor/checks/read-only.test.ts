import { describe, expect, it } from 'vitest';
import { aContext, aSurvey, found, told, type ContextChanges } from '../testing/contexts.js';
import { readOnly } from './read-only.js';

describe('read-only', () => {
  it('fails a primary, warns of a standby and of a database', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          settings: { default_transaction_read_only: 'on' },
          overrides: [
            { database: 'shop', role: null, name: 'default_transaction_read_only', value: 'on' },
            { database: null, role: 'reports', name: 'default_transaction_read_only', value: 'on' },
          ],
        },
        s1: { settings: { default_transaction_read_only: 'on' } },
      },
    };
    expect(found(readOnly, changes)).toEqual(['fail pg1', 'warn pg1', 'warn s1']);
    const words = told(readOnly, changes);
    expect(words).toContain('promoted, it refuses writes');
    expect(words).toContain('ALTER DATABASE "shop" RESET');
  });

  it('tells of what holds for every role once, and how to undo it', () => {
    const everyRole = {
      database: null,
      role: null,
      name: 'default_transaction_read_only',
      value: 'on',
    };
    const primary = aSurvey('pg1', { overrides: [everyRole] });
    const global = { text: 'on', amount: null, context: 'user', source: 'global' };
    const settings = new Map([
      ...primary.settings,
      ['default_transaction_read_only', global] as const,
    ]);
    const context = aContext();
    const surveys = new Map([...context.surveys, ['pg1', { ...primary, settings }] as const]);
    const outcomes = readOnly.examine({ ...context, surveys });
    const wrong = outcomes.filter(({ verdict }) => verdict !== 'pass');
    expect(wrong).toMatchObject([{ verdict: 'fail', node: 'pg1' }]);
    expect(wrong[0]?.remedy).toContain('ALTER ROLE ALL RESET default_transaction_read_only');
  });
});
