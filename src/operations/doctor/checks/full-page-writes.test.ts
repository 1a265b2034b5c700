import { describe, expect, it } from 'vitest';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { fullPageWrites } from './full-page-writes.js';

describe('full-page-writes', () => {
  it('fails a node that writes none', () => {
    const changes: ContextChanges = { surveys: { pg1: { settings: { full_page_writes: 'off' } } } };
    expect(found(fullPageWrites, changes)).toEqual(['fail pg1']);
    const words = told(fullPageWrites, changes);
    expect(words).toContain("ALTER SYSTEM SET full_page_writes = 'on'");
  });
});
