import { spawn } from 'node:child_process';
import { Command, InvalidArgumentError } from 'commander';
import { Cleanup } from './cleanup.js';
import { startDemo, type Demo } from './demo.js';
import { onParentsGone } from './parents.js';
import { createTerminal, seconds } from './terminal.js';

interface Flags {
  readonly port: number;
  readonly build: boolean;
  readonly open: boolean;
}

const preferredPort = 4400;
/** npm passes on a Ctrl-C that has reached everybody already: so soon after the first is not a second, ms. */
const sameKeyMs = 1_000;

const { port, build, open } = new Command('npm run demo --')
  .description(
    'Brings up a real PostgreSQL cluster, a local Slack and pgrepl between them, until Ctrl-C.',
  )
  .option(
    '--port <number>',
    'where the page is served; another if it is taken',
    asPort,
    preferredPort,
  )
  .option('--no-build', 'start the pgrepl that was built before')
  .option('--open', 'open the page in a browser', false)
  .showHelpAfterError()
  .parse()
  .opts<Flags>();

const startedAt = performance.now();
const terminal = createTerminal();
const cleanup = new Cleanup();
const stopping = new AbortController();
let askedAt: number | undefined;

function stop(why: string): void {
  const now = performance.now();
  if (askedAt === undefined) {
    askedAt = now;
    stopping.abort(new Error(why));
  } else if (now - askedAt > sameKeyMs) {
    process.exit(130); // the guardian ends what is left
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stop(signal);
  });
}
const stopWatching = await onParentsGone(() => {
  stop('the process that started the demo has ended');
});

const exitCode = await run();
stopWatching();
// Not by itself: a connection that nobody closed would keep it here for ever.
process.exit(exitCode);

async function run(): Promise<number> {
  terminal.line('The pgrepl demo starts. Ctrl-C stops it.\n');
  let failure: unknown;
  try {
    const demo = await startDemo({ port, build, terminal, signal: stopping.signal, cleanup });
    introduce(demo);
    if (open) openInBrowser(demo.url);
    await untilAborted(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) failure = error;
  }
  if (failure !== undefined) {
    terminal.line(`\nThe demo could not start: ${messageOf(failure)}`);
  }
  terminal.line('\nStopping everything …');
  const stopAt = performance.now();
  const left = await cleanup.run();
  for (const one of left) terminal.line(`  --  ${one}`);
  if (left.length === 0) {
    terminal.line(`Everything has stopped (${seconds(performance.now() - stopAt)}).`);
  }
  return failure === undefined && left.length === 0 ? 0 : 1;
}

function introduce({ url, configFile, logFile, night }: Demo): void {
  const digestAt = new Date(night.digestAtMs).toLocaleTimeString('en-GB', { timeStyle: 'short' });
  terminal.line(`
Ready after ${seconds(performance.now() - startedAt)}. Open ${url}

Try this:
  1. Type "/pgrepl status orders" in any channel, and press "Show in channel" under the answer.
  2. Open #orders, and press "Kill" at s1 in the panel: s2 takes over, the message says what the
     next loss would do, its thread tells the story. Press "Start" at s1: it resolves in place.
  3. Press "empty" below synchronous_standby_names: commits are silently asynchronous. Do nothing:
     after ${night.callAfterSeconds} s @${night.group.handle} is called. Press "Acknowledge": the calls stop.
  4. Wait for the digest of the day, at ${digestAt} in #orders, or ask for it: "/pgrepl digest".
  5. Act as somebody else at the left, as the guest for example, and ask for the status.
  "Heal everything" brings it all back.

In another terminal:
  node dist/main.js status --config ${configFile}
  tail -f ${logFile}

Ctrl-C stops everything and removes it.`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  // Something has to keep the process from ending by itself, if only for the signal.
  const alive = setInterval(() => undefined, 60_000);
  return new Promise((resolve) => {
    const done = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}

function openInBrowser(url: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [url], { detached: true, stdio: 'ignore' });
  child.on('error', () => {
    terminal.line(`There is no ${opener} here: open ${url} yourself.`);
  });
  child.unref();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function asPort(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError('A port is a number from 0 (any) to 65535.');
}
