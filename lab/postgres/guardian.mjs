/**
 * A process of its own that outlives the one that started it, however that ends, and clears up
 * after it. It reads lines `process <number>`, `server <data directory>`, `files <directory>` and the
 * same with `forget-` before them. When its standard input ends and anything is left, it has the
 * work done (clear-up.ts). Plain JavaScript: there is one beside every test file, and most have
 * nothing to do, so that the loader of TypeScript is started only by those that have.
 */
import { createInterface } from 'node:readline';

const left = { process: new Set(), server: new Set(), files: new Set() };

// A Ctrl-C meant for the one that started it is no reason to leave before the work is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const space = line.indexOf(' ');
  const [kind, forgets] = line.slice(0, space).split('-').reverse();
  const what = line.slice(space + 1);
  if (forgets === undefined) left[kind]?.add(what);
  else left[kind]?.delete(what);
});
lines.on('close', async () => {
  if (Object.values(left).every(({ size }) => size === 0)) return;
  const { register } = await import('tsx/esm/api');
  register();
  const { clearUp } = await import('./clear-up.ts');
  await clearUp([...left.process].map(Number), [...left.server], [...left.files]);
});
