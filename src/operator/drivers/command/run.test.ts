import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../../lab/postgres/wait.js';
import { isAlive } from '../../../store/embedded/processes.js';
import { runCommand, type CommandRun, type RunEnd } from './run.js';

const never = new AbortController().signal;

/** Runs a script of the shell: the shell here is the program that is tested on. */
function run(script: string, change: Partial<CommandRun> = {}): Promise<RunEnd> {
  return runCommand({
    argv: ['sh', '-c', script],
    environment: { PATH: '/usr/bin:/bin' },
    input: null,
    withinMs: 20_000,
    signal: never,
    ...change,
  });
}

function numbersIn(end: RunEnd): readonly number[] {
  if (end.kind === 'not-started') throw new Error(end.detail);
  return end.output.stdout.trim().split(/\s+/).map(Number);
}

async function allEnded(pids: readonly number[]): Promise<void> {
  await waitUntil('all have ended', async () =>
    (await Promise.all(pids.map(isAlive))).every((alive) => !alive),
  );
}

describe('a command', () => {
  it('says what it wrote and how it ended', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toEqual({
      kind: 'exited',
      code: 3,
      output: { stdout: 'out\n', stderr: 'err\n' },
    });
  });

  it('gets its arguments as they are, whatever a shell would make of them', async () => {
    const argv = ['printf', '%s|', '$(id)', '; ls', '*', '', 'a b', '"'];
    expect(await run('', { argv })).toMatchObject({ output: { stdout: '$(id)|; ls|*||a b|"|' } });
  });

  it('has no environment but the one that it is given', async () => {
    const end = await run('', { argv: ['env'], environment: { PATH: '/usr/bin:/bin', A: 'b' } });
    expect(end).toMatchObject({ output: { stdout: 'PATH=/usr/bin:/bin\nA=b\n' } });
  });

  it('finds standard input closed, or what it is given there', async () => {
    expect(await run('cat; echo end')).toMatchObject({ output: { stdout: 'end\n' } });
    const input = 'line\n'.repeat(100_000);
    expect(await run('wc -c', { input })).toMatchObject({
      code: 0,
      output: { stdout: '500000\n' },
    });
    expect(await run('exit 0', { input })).toMatchObject({ kind: 'exited', code: 0 });
  });

  it('that does not exist, or can not be given its arguments, is not started', async () => {
    expect(await run('', { argv: ['/no/such/program'] })).toMatchObject({
      kind: 'not-started',
      detail: expect.stringContaining('ENOENT') as string,
    });
    expect(await run('', { argv: ['printf', 'a\0b'] })).toMatchObject({ kind: 'not-started' });
    expect(await run('', { argv: [] })).toMatchObject({ kind: 'not-started' });
    const huge = ['printf', 'x'.repeat(4_000_000)];
    expect(await run('', { argv: huge })).toMatchObject({ kind: 'not-started' });
  });

  it('that writes without end is held to the end of it', async () => {
    const end = await run('yes 0123456789 | head -c 30000000; echo last');
    if (end.kind !== 'exited') throw new Error(end.kind);
    expect(end.output.stdout.length).toBeLessThanOrEqual(8192);
    expect(end.output.stdout).toMatch(/0123456789\n.*last\n$/s);
  });

  it('that leaves a child behind, which holds its output open, has ended all the same', async () => {
    const began = performance.now();
    const end = await run('sleep 600 & echo $!');
    expect(end).toMatchObject({ kind: 'exited', code: 0 });
    expect(performance.now() - began).toBeLessThan(10_000);
    const [child = 0] = numbersIn(end);
    expect(await isAlive(child)).toBe(true);
    process.kill(child, 'SIGKILL');
  });

  it('that hangs is ended with its children when the time is up', async () => {
    const end = await run('sleep 600 & echo $$ $!; wait', { withinMs: 300 });
    expect(end.kind).toBe('timed-out');
    await allEnded(numbersIn(end));
  });

  it('that takes no notice of that is killed', async () => {
    const end = await run('trap "" TERM; sleep 600 & echo $$ $!; wait', { withinMs: 300 });
    expect(end.kind).toBe('timed-out');
    await allEnded(numbersIn(end));
  });

  it('that leaves a child behind that takes no notice is not the end of it', async () => {
    const script = `sh -c 'trap "" TERM; echo $$; sleep 600' & wait`;
    const end = await run(script, { withinMs: 500 });
    expect(end.kind).toBe('timed-out');
    await allEnded(numbersIn(end));
  });

  it('is ended when nobody wants it any more, and not begun when nobody did', async () => {
    const abort = new AbortController();
    const running = run('echo $$; sleep 600', { signal: abort.signal });
    setImmediate(() => {
      abort.abort();
    });
    expect((await running).kind).toBe('given-up');
    expect(await run('exit 0', { signal: abort.signal })).toEqual({
      kind: 'not-started',
      detail: 'it was given up before it began',
    });
  });

  it('that somebody else kills says so', async () => {
    expect(await run('kill -KILL $$')).toMatchObject({ kind: 'killed', signal: 'SIGKILL' });
  });
});
