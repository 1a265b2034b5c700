import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { runAsServerUser } from '../../lab/postgres/commands.js';
import { ensureMajor } from '../../lab/postgres/majors.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { shown } from '../e2e/support/messages.js';
import { watchOnePrimary } from './support/one-primary.js';
import { Stage } from './support/stage.js';
import { missingOn, prepareWriting, startWriters } from './support/writers.js';

type Name = 'pg1' | 's1' | 's2';

let stage: Stage<Name>;

afterEach(() => stage.close());

/** What the card asks somebody to run at a node now, as it would be typed. */
async function askedFor(node: string, what: string): Promise<readonly string[]> {
  const card = await stage.cardShows(new RegExp(`somebody to run [^]*${what}[^]* on ${node}, as`));
  const [, commands = ''] =
    /for somebody to run ([^]*?) on \S+, as the server's user/.exec(shown(card)) ?? [];
  return [...commands.matchAll(/`([^`]*)`/g)].map(([, command = '']) =>
    command.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
}

/** Types it, word for word, as the server's user. */
async function type(commands: readonly string[]): Promise<void> {
  const [program, ...before] = [...(await runAsServerUser()), '/bin/sh', '-c'];
  const { postgres } = await ensureMajor(stage.lab.node('pg1').major);
  const PATH = `${dirname(postgres)}:${process.env['PATH'] ?? ''}`;
  for (const command of commands) {
    // A server that is started keeps the output that it was given.
    const typed = `{ ${command}; } >/dev/null 2>&1`;
    await promisify(execFile)(program, [...before, typed], { env: { PATH }, cwd: '/' });
  }
}

describe('without any command', () => {
  it('a person who types what the card says switches over, and nothing is lost', async () => {
    stage = await Stage.open({
      spec: {
        synchronousStandbyNames: 'FIRST 1 (s1, s2)',
        nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1', slot: true } },
      },
      operations: { driver: 'sql' },
      commands: () => ({}),
    });
    const { lab } = stage;
    const [pg1, s1, s2] = [lab.node('pg1'), lab.node('s1'), lab.node('s2')];
    await prepareWriting(pg1);
    const writers = startWriters([pg1, s1]);
    const watch = watchOnePrimary(lab.nodes);
    await waitUntil('rows are written', () => writers.acknowledged.length > 50);

    expect(await stage.command('switchover orders s1 a new kernel')).toContain('OP-1');
    await stage.cardShows('Switch orders over from pg1 to s1?');
    expect(await stage.click('operation_approve')).toContain('OP-1 is approved');
    const stop = await askedFor('pg1', 'pg_ctl stop');
    expect(stop).toEqual([`pg_ctl stop -D ${pg1.dataDirectory} -m fast -w`]);
    await type(stop);
    const back = await askedFor('pg1', 'pg_ctl start');
    expect(back).toHaveLength(3);
    await type(back);
    await stage.cardShows(/OP-1: .*s1 is the primary of orders/);
    await stage.cardShows(/pg1 +(?:sync|potential) +streaming/);
    await writers.stop();
    expect(await watch.stop()).toEqual([]);

    expect(await missingOn(s1, writers.acknowledged)).toEqual([]);
    const [row] = await s1.sql<{ names: string }>(
      "SELECT current_setting('synchronous_standby_names') AS names",
    );
    expect(row?.names).toBe('FIRST 1 (pg1, s2)');
    for (const node of [pg1, s2]) expect(await node.isInRecovery()).toBe(true);
  });
});
