import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ESLint } from 'eslint';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkLayers } from '../../scripts/layers.js';

const root = join(import.meta.dirname, '../..');
// Type information for the whole project is loaded once, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const planted: string[] = [];

afterEach(() => {
  for (const directory of planted.splice(0)) rmSync(directory, { recursive: true });
});

/** A small tree with these files, and this project's libraries beside it. */
function plant(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'pgrepl-layers-'));
  planted.push(directory);
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  symlinkSync(join(root, 'package.json'), join(directory, 'package.json'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

const breaches: readonly (readonly [rule: string, from: string, text: string])[] = [
  ['pure-knows-only-pure', 'src/replication/a.ts', "import 'node:fs';"],
  ['pure-knows-only-pure', 'src/wording/a.ts', "import { z } from 'zod'; z.string();"],
  [
    'pure-knows-only-pure',
    'src/incidents/a.ts',
    "import type { B } from '../store/b.js'; export type A = B;",
  ],
  ['pg-only-where-it-belongs', 'src/monitor/a.ts', "import pg from 'pg'; pg.Client;"],
  ['slack-only-where-it-belongs', 'src/app.ts', "import { App } from '@slack/bolt'; App;"],
  ['slack-knows-no-other-adapter', 'src/slack/a.ts', "import { b } from '../store/b.js'; b;"],
  ['store-knows-no-other-adapter', 'src/store/a.ts', "import { b } from '../postgres/b.js'; b;"],
  ['monitor-knows-only-the-core', 'src/monitor/a.ts', "import { b } from '../store/b.js'; b;"],
  ['config-only-at-the-top', 'src/monitor/a.ts', "import { b } from '../config/b.js'; b;"],
  ['nothing-from-the-lab', 'src/app.ts', "import { b } from '../lab/b.js'; b;"],
  ['only-dependencies-that-ship', 'src/app.ts', "import { build } from 'esbuild'; build;"],
  ['no-circles', 'src/monitor/a.ts', "import { c } from './c.js'; export const a = c;"],
];

describe('the layer rules', () => {
  it.each(breaches)('%s bites in %s: %s', async (rule, from, text) => {
    const other = 'export const b = 1; export type B = number;';
    const directory = plant({
      [from]: text,
      'src/store/b.ts': other,
      'src/postgres/b.ts': other,
      'src/config/b.ts': other,
      'lab/b.ts': other,
      'src/monitor/c.ts': "import { a } from './a.js'; export const c = a;",
    });
    const { violations } = await checkLayers(directory);
    expect(violations.filter((found) => found.from === from).map((found) => found.rule)).toContain(
      rule,
    );
  });

  it('leave a sound tree alone, and have looked at it', async () => {
    const directory = plant({
      'src/replication/b.ts': 'export const b = 1;',
      'src/monitor/a.ts': "import { b } from '../replication/b.js'; b;",
    });
    expect(await checkLayers(directory)).toEqual({ seen: 2, violations: [] });
  });
});

describe('the lint rules of the pure rooms', () => {
  const eslint = new ESLint({ cwd: root });
  const lsn = join(root, 'src/replication/lsn.ts');

  it.each([
    ['Date.now();', 'no-restricted-properties'],
    ['Math.random();', 'no-restricted-properties'],
    ['new Date();', 'no-restricted-syntax'],
    ['setTimeout(() => {}, 1);', 'no-restricted-globals'],
    ['process.exit();', 'no-restricted-globals'],
  ])('%s is refused', async (text, rule) => {
    const [result] = await eslint.lintText(text, { filePath: lsn });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });
});
