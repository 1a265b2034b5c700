import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { preloadLibraries } from './preload-libraries.js';

describe('preload-libraries', () => {
  it('warns of a standby that lacks one', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { shared_preload_libraries: '$libdir/pg_stat_statements, timescaledb' } },
        s1: { settings: { shared_preload_libraries: '$libdir/pg_stat_statements,timescaledb' } },
        s2: {
          settings: { shared_preload_libraries: 'auto_explain, "$libdir/pg_stat_statements"' },
        },
        s3: { settings: { shared_preload_libraries: null } },
      },
    };
    expect(found(preloadLibraries, changes)).toEqual(['warn s2', 'not-visible s3']);
    const words = told(preloadLibraries, changes);
    expect(words).toContain('s2 does not load `timescaledb`, which pg1 loads');
    // Between one pair of quotes it would be one library, and the server would not start.
    expect(words).toContain(
      "On s2: `ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', '$libdir/pg_stat_statements', 'timescaledb'`, then restart it.",
    );
  });
});
