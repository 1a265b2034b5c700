import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { buildPgrepl } from '../lab/demo/build.js';
import { measurements } from './measurements.js';
import { asJson } from './report/json.js';
import type { Section } from './report/row.js';
import { table } from './report/table.js';
import { load } from './support/load.js';
import { Stage } from './support/stage.js';

interface Options {
  readonly only?: string[];
  readonly runs?: number;
  readonly quick?: boolean;
  readonly json?: string;
}

const program = new Command('npm run bench --')
  .description(
    'Measures pgrepl against real PostgreSQL servers and the local Slack, and prints the medians.',
  )
  .addOption(
    new Option('--only <name...>', 'measure only this').choices(
      measurements.map(({ name }) => name),
    ),
  )
  .option('--runs <n>', 'how often to repeat each measurement', wholeNumber)
  .option('--quick', 'fewer and shorter runs: to see that it works, not to quote')
  .option('--json <file>', 'write all figures there too')
  .addHelpText(
    'after',
    `\nMeasurements:\n${measurements.map(({ name, does }) => `  ${name.padEnd(10)} ${does}`).join('\n')}`,
  );

const options = program.parse().opts<Options>();
const interrupted = new AbortController();
let stage: Stage | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort();
    console.error('\nstopping: servers and files are being removed');
    // What is being measured may wait for what is gone now: it is not waited for.
    void (stage?.end() ?? Promise.resolve()).then(() => process.exit(130));
  });
}

const sections: Section[] = [];
const failed: string[] = [];
const startedAt = new Date();
const loadAtStart = load();
console.error(
  (await buildPgrepl(interrupted.signal)) === 'built' ? 'pgrepl is built' : 'pgrepl is up to date',
);
for (const { name, measure } of measurements) {
  if (isInterrupted() || options.only?.includes(name) === false) continue;
  console.error(`\n${name} (${load()})`);
  stage = new Stage((text) => {
    console.error(`  ${text}`);
  });
  try {
    sections.push(
      await measure(stage, { runs: options.runs ?? null, quick: options.quick === true }),
    );
  } catch (error) {
    // What it was working with is taken down beneath it.
    if (!isInterrupted()) {
      failed.push(name);
      console.error(`  ${name} could not be measured:`, error);
    }
  }
  for (const trouble of await stage.end()) console.error(`  not taken down: ${trouble}`);
}
if (sections.length > 0) {
  console.log(`\n${table(sections)}\n\nload at the start: ${loadAtStart}; at the end: ${load()}`);
  if (options.json !== undefined) {
    await writeFile(options.json, asJson({ startedAt, quick: options.quick === true, sections }));
  }
}
if (failed.length > 0) process.exitCode = 1;

/** A function, because the answer may change during any `await`. */
function isInterrupted(): boolean {
  return interrupted.signal.aborted;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('write a whole number, 1 or more');
  }
  return value;
}
