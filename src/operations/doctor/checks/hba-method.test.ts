import { describe, expect, it } from 'vitest';
import { anHbaRule } from '../../testing/plan-inputs.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { hbaMethod } from './hba-method.js';

describe('hba-method', () => {
  it('judges each method of standbys from elsewhere', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          replicationHba: [
            anHbaRule({ line: 1, method: 'trust' }),
            anHbaRule({ line: 2, method: 'password' }),
            anHbaRule({ line: 3, method: 'md5' }),
            anHbaRule({ line: 4, method: 'cert' }),
            anHbaRule({ line: 5, method: 'trust', type: 'local', address: null }),
            anHbaRule({ line: 6, method: 'trust', address: '127.0.0.1' }),
          ],
        },
      },
    };
    expect(found(hbaMethod, changes)).toEqual(['fail pg1', 'warn pg1', 'advice pg1']);
    const words = told(hbaMethod, changes);
    expect(words).toContain('Line 1');
    expect(words).toContain('Line 2');
    expect(words).toMatch(/Line 3 .* takes `md5` where `scram-sha-256` is possible/);
  });
});
