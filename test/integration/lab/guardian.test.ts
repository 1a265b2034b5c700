import { access } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { signalled } from '../../../src/store/embedded/processes.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { endPrograms, runProgram } from './programs/run.js';

interface Said {
  readonly pids: readonly number[];
  readonly files: readonly string[];
}

const running = ({ pids }: Said): readonly number[] => pids.filter((pid) => signalled(pid, 0));

async function left(said: Said): Promise<boolean> {
  if (running(said).length > 0) return true;
  for (const file of said.files) {
    try {
      await access(file);
      return true;
    } catch {
      // removed
    }
  }
  return false;
}

afterAll(endPrograms);

describe('when the process that started servers ends, nothing is left of them', () => {
  it.each([
    ['killed', 'wait', 'SIGKILL'],
    ['interrupted', 'wait', 'SIGINT'],
    ['by process.exit', 'exit', undefined],
    ['by an exception', 'throw', undefined],
  ] as const)('%s', async (_, mode, signal) => {
    const program = await runProgram('start-cluster', [mode]);
    const said = program.said as Said;
    expect(said.pids.length).toBeGreaterThan(10);
    if (signal !== undefined) {
      expect(running(said).length).toBeGreaterThan(5);
      program.process.kill(signal);
    }
    await program.ended;
    await waitUntil('nothing is left', async () => !(await left(said)));
  });
});
