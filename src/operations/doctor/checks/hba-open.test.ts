import { describe, expect, it } from 'vitest';
import { anHbaRule } from '../../testing/plan-inputs.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { hbaOpen } from './hba-open.js';

describe('hba-open', () => {
  it('fails trust, and advises against any other method from everywhere', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          replicationHba: [
            anHbaRule({ line: 7, method: 'trust' }),
            anHbaRule({ line: 8, address: '0.0.0.0', netmask: '0.0.0.0' }),
            anHbaRule({ line: 9, method: 'reject' }),
          ],
        },
      },
    };
    expect(found(hbaOpen, changes)).toEqual(['fail pg1', 'advice pg1']);
    const words = told(hbaOpen, changes);
    expect(words).toContain('Line 7 of `pg_hba.conf` of pg1');
    expect(words).toContain('Line 8');
  });

  it('says what it can not see', () => {
    const changes: ContextChanges = { surveys: { s1: { replicationHba: null } } };
    expect(found(hbaOpen, changes)).toEqual(['not-visible s1']);
    const words = told(hbaOpen, changes);
    expect(words).toContain('GRANT SELECT ON pg_hba_file_rules TO pgrepl');
  });
});
