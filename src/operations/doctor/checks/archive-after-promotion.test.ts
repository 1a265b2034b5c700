import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { archiveAfterPromotion } from './archive-after-promotion.js';

describe('archive-after-promotion', () => {
  it('warns of a standby that would end the archive', () => {
    const changes: ContextChanges = {
      surveys: {
        pg1: { settings: { archive_mode: 'on' } },
        s1: { settings: { archive_mode: 'on', archive_command: 'set' } },
        s2: { settings: { archive_mode: 'on', archive_command: '' } },
      },
    };
    expect(found(archiveAfterPromotion, changes)).toEqual(['warn s2', 'warn s3']);
    const words = told(archiveAfterPromotion, changes);
    expect(words).toContain('s2 has `archive_mode = on` and no `archive_command`');
    expect(words).toContain('s3 has `archive_mode = off`');
    expect(words).toContain("ALTER SYSTEM SET archive_mode = 'on'`, then restart it");
  });
});
