import { spawn } from 'node:child_process';
import { ensureMajor, majors, type Major } from '../lab/postgres/majors.js';

/**
 * The matrix of versions: the core story on every major that the lab has, and all scenarios on the
 * newest and on one of old. Fetches the majors that are missing from the npm registry, and nothing
 * else. `npm run test:versions core` leaves the second part out.
 */
const fullSet: readonly Major[] = [18, 12];

interface Part {
  readonly title: string;
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

interface Result {
  readonly title: string;
  readonly passed: boolean;
  readonly seconds: number;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs one part; its own output is the progress. */
function run({ title, files, environment }: Part): Promise<Result> {
  const startedAt = performance.now();
  say(`\n== ${title}`);
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'scenarios', ...files],
      { stdio: 'inherit', env: { ...process.env, ...environment } },
    );
    child.once('error', reject);
    child.once('exit', (code) => {
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      resolve({ title, passed: code === 0, seconds });
    });
  });
}

for (const [index, major] of majors.entries()) {
  process.stdout.write(`PostgreSQL ${major} (${index + 1} of ${majors.length}) … `);
  await ensureMajor(major);
  say('is here');
}

const core: Part = {
  title: `the core story on PostgreSQL ${majors.join(', ')}`,
  files: ['test/scenarios/majors.test.ts'],
  environment: { PGREPL_CORE_MAJORS: 'all' },
};
const full = fullSet.map((major): Part => ({
  title: `all scenarios on PostgreSQL ${major}`,
  files: [],
  environment: { PGREPL_LAB_MAJOR: String(major) },
}));

const results: Result[] = [];
for (const part of process.argv[2] === 'core' ? [core] : [core, ...full]) {
  results.push(await run(part));
}
say('');
for (const { title, passed, seconds } of results) {
  say(`${passed ? 'passed' : 'FAILED'}  ${title} (${seconds} s)`);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
