import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withShown } from '../../scripts/setups/pages.js';
import { stories } from '../../scripts/setups/stories.js';

const directory = new URL('../../docs/setups/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, directory), 'utf8');
const pages = readdirSync(directory).filter((file) => file !== 'README.md');

describe('the pages of the set-ups', () => {
  it('have a story each, and are all in the index', () => {
    const told = stories.map(({ page }) => `${page}.md`);
    expect(pages.toSorted()).toEqual(told.toSorted());
    for (const page of pages) expect(read('README.md')).toContain(`](${page})`);
  });

  it.each(pages)('%s shows what it has a mark for, and names no machine', (page) => {
    const text = read(page);
    const marks = text.match(/<!-- shown: /g) ?? [];
    expect(marks.length).toBeGreaterThan(0);
    expect(text.match(/<!-- shown: [\w-]+ -->\n\n```text\n\S/g)).toHaveLength(marks.length);
    expect(text).not.toMatch(/\/tmp\/|127\.0\.0\.1/);
    for (const title of ['What it guarantees', 'Configuration', 'What to do']) {
      expect(text).toContain(`\n## ${title}\n`);
    }
  });
});

describe('withShown', () => {
  const page = '# A\n\n<!-- shown: healthy -->\n\n## B\n';
  const filled = '# A\n\n<!-- shown: healthy -->\n\n```text\nall well\n```\n\n## B\n';

  it('puts an output behind its mark, and in place of the one before', () => {
    const once = withShown(page, new Map([['healthy', 'all well']]));
    expect(once).toBe(filled);
    expect(withShown(once, new Map([['healthy', 'all well']]))).toBe(filled);
  });

  it('refuses a mark without an output, and an output without a mark', () => {
    expect(() => withShown(page, new Map())).toThrow('shows nothing as healthy');
    const more = new Map([
      ['healthy', ''],
      ['broken', ''],
    ]);
    expect(() => withShown(page, more)).toThrow('no mark for broken');
  });
});
