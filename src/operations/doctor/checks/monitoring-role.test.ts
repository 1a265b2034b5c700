import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { monitoringRole } from './monitoring-role.js';

describe('monitoring-role', () => {
  it('warns of too little, advises against too much', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: {
          role: { name: 'pgrepl', superuser: false, seesSettings: false, seesStatistics: false },
        },
        s1: {
          role: { name: 'postgres', superuser: true, seesSettings: true, seesStatistics: true },
        },
      },
    };
    expect(found(monitoringRole, changes)).toEqual(['warn pg1', 'advice s1']);
    const words = told(monitoringRole, changes);
    expect(words).toContain('does not see all statistics and settings of pg1');
    expect(words).toContain('GRANT pg_monitor TO pgrepl');
  });
});
