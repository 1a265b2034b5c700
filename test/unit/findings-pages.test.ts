import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { indexFile, indexOf } from '../../scripts/findings-index.js';
import { thresholds } from '../../src/config/schema.js';
import { readFindingPages } from '../../src/finding-pages.js';
import { rules } from '../../src/replication/findings/rules.js';
import { selfFindings } from '../../src/monitor/self-watch.js';
import { partTitles, type FindingPages } from '../../src/wording/finding-pages/page.js';

/** Found by pgrepl of itself only when it starts, and so not by `selfFindings`. */
const foundAtStart = 'store-in-watched-cluster';

const ownKinds = [
  ...selfFindings(
    {
      storeDownSince: () => 0,
      slackDownSince: () => 0,
      silentChannels: () => [{ channel: '#orders', since: 0, error: 'is_archived', clusters: [] }],
      storeLivesIn: () => null,
      clusters: () => [{ cluster: 'orders', evaluatedAt: 0, pollEveryMs: 1000 }],
    },
    0,
    3_600_000,
  ).map(({ kind }) => kind),
  foundAtStart,
];

/** Settings of PostgreSQL that govern a finding beside pgrepl's own thresholds. */
const postgresSettings = ['wal_sender_timeout'];

const kinds = [...rules.map(({ kind }) => kind), ...ownKinds];

describe('the pages of the findings', () => {
  let pages: FindingPages;

  beforeAll(async () => {
    pages = await readFindingPages();
  });

  it('are there for every kind, and for nothing else', () => {
    expect([...pages.keys()].toSorted()).toEqual(kinds.toSorted());
  });

  it.each(kinds)('%s: has every part, in order, and each says something', (kind) => {
    const page = pages.get(kind);
    expect(page?.parts.map(({ title }) => title)).toEqual([...partTitles]);
    for (const { lines } of page?.parts ?? []) expect(lines.join('').length).toBeGreaterThan(10);
    expect(page?.severity).toMatch(/^(warning|critical|warning, critical)$/);
    expect(page?.summary).toMatch(/^(pgrepl|[A-Z]).*\.$/);
  });

  it.each(kinds)('%s: names thresholds that the configuration knows', (kind) => {
    const known = [...Object.keys(thresholds.shape), ...postgresSettings];
    const part = pages.get(kind)?.parts.find(({ title }) => title === 'Thresholds');
    const named = part?.lines.flatMap((line) =>
      [...line.matchAll(/`([a-z_]+)(?:\.\w+)?`/g)].map(([, key]) => key),
    );
    for (const key of named ?? []) expect(known).toContain(key);
  });

  it('are listed by the index as they are', () => {
    const text = readFileSync(fileURLToPath(indexFile), 'utf8');
    const cells = (line: string): string => line.replace(/\s*\|\s*/g, '|').replace(/-{3,}/g, '-');
    const listed = text.split('\n').filter((line) => line.startsWith('|'));
    expect(listed.map(cells)).toEqual(indexOf(pages).map(cells));
  });

  it('link only to pages that are there', () => {
    for (const kind of pages.keys()) {
      const file = new URL(`../../docs/findings/${kind}.md`, import.meta.url);
      for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/\]\(([^)]+)\)/g)) {
        expect([...pages.keys()].map((each) => `${each}.md`)).toContain(target);
      }
    }
  });
});
