import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NodeCommand } from '../../../operations/facts.js';
import { standbySettings } from '../../../operations/standby-settings.js';
import type { Deed, DeedContext, StandbySource } from '../../ports.js';
import { createCommandHands, type CommandHandsOptions } from './command-hands.js';

const logged: unknown[] = [];
const log = (fields: object, message: string): void => {
  logged.push({ fields, message });
};

const said: string[] = [];
const context: DeedContext = {
  withinMs: 20_000,
  signal: new AbortController().signal,
  waiting: (words) => said.push(words),
};

const source: StandbySource = {
  upstream: 'pg2',
  conninfo: "host=h2 port=5433 user=repl password='Planted \\'s3cret'",
  slot: 'pg1',
};

function handsWith(
  commands: Partial<Record<NodeCommand, readonly string[]>>,
  change: Partial<CommandHandsOptions> = {},
): ReturnType<typeof createCommandHands> {
  return createCommandHands({
    node: 'pg1',
    commands,
    address: { host: 'h1', port: 5432 },
    addressOf: (node) => (node === 'pg2' ? { host: 'h2', port: 5433 } : null),
    major: () => 16,
    environment: { PATH: '/usr/bin:/bin' },
    secrets: ['Configured-s3cret'],
    redact: (text) => text.replaceAll(/password=\S+/g, 'password=***'),
    log: { debug: log, info: log, warn: log, error: log },
    ...change,
  });
}

const sh = (script: string, ...args: readonly string[]): readonly string[] => [
  'sh',
  '-c',
  script,
  ...args,
];
const detailOf = (deed: Deed<unknown>): string => (deed.kind === 'done' ? 'done' : deed.detail);

describe('hands by command', () => {
  it('can what is configured, and say what is not', async () => {
    const hands = handsWith({ stop: ['true'] });
    expect([hands.can('stop'), hands.can('start'), hands.controlData]).toEqual([true, false, null]);
    expect(await hands.stop(context)).toEqual({ kind: 'done', value: null });
    expect(said.at(-1)).toBe('for the command "stop" of pg1 to end');
    expect(await hands.start(context)).toEqual({
      kind: 'failed',
      code: 'not-configured',
      detail: 'no command "start" for pg1 is configured',
    });
  });

  it('take the end of a server from the command that stopped it, where that prints it', async () => {
    const printed = [
      'Database system identifier:           7712300479616420272',
      'Database cluster state:               shut down',
      'Latest checkpoint location:           0/174D0C0',
      "Latest checkpoint's TimeLineID:       1",
    ];
    const hands = handsWith({ stop: ['printf', '%s\\n', 'a banner', ...printed] });
    expect(await hands.stop(context)).toMatchObject({
      kind: 'done',
      value: { state: 'shut down', timeline: 1, systemIdentifier: '7712300479616420272' },
    });
  });

  it('fill in where the node is and whom it is to follow', async () => {
    const argv = sh(
      'echo "$@" >&2; exit 1',
      'x',
      '{node}',
      '{host}:{port}',
      '{upstream}',
      '{upstream_host}:{upstream_port}',
      '{slot}',
    );
    const deed = await handsWith({ rewind: argv }).rewind(source, context);
    expect(deed).toEqual({
      kind: 'failed',
      code: 'exit-1',
      detail: '"rewind" for pg1 ended with exit code 1: pg1 h1:5432 pg2 h2:5433 pg1',
    });
    expect(detailOf(await handsWith({ stop: argv }).stop(context))).toContain(
      '{upstream} has no value',
    );
    const elsewhere = { ...source, upstream: 'pg9' };
    expect(detailOf(await handsWith({ rewind: argv }).rewind(elsewhere, context))).toContain(
      '{upstream_host} has no value',
    );
  });

  it.each([
    ['makeStandby', 'make_standby'],
    ['rewind', 'rewind'],
    ['reclone', 'reclone'],
  ] as const)(
    '%s gets the settings on standard input, for its version',
    async (method, command) => {
      const taking = (expected: string): Partial<Record<NodeCommand, readonly string[]>> => ({
        [command]: sh('[ "$(cat)" = "$1" ]', 'x', expected.trimEnd()),
      });
      for (const major of [16, 11]) {
        const hands = handsWith(taking(standbySettings(source, major)), { major: () => major });
        expect(await hands[method](source, context)).toMatchObject({ kind: 'done' });
      }
      const ready = { [command]: ['true'] };
      expect(await handsWith(ready, { major: () => null })[method](source, context)).toMatchObject({
        kind: 'failed',
        code: 'version-unknown',
      });
      expect(await handsWith(ready)[method]({ ...source, conninfo: "x='" }, context)).toMatchObject(
        { kind: 'failed', code: 'conninfo' },
      );
    },
  );

  it('let no secret out: not by what a command says, not to the log', async () => {
    const echo = sh(
      'cat; cat >&2; echo Configured-s3cret https://x password=Other-s3cret >&2; exit 1',
    );
    const deeds = [
      await handsWith({ make_standby: echo }).makeStandby(source, context),
      await handsWith({ make_standby: sh('cat; exit 1') }).makeStandby(source, context),
      await handsWith({ stop: ['/Configured-s3cret'] }).stop(context),
    ];
    expect(deeds.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed']);
    const everything = JSON.stringify([deeds, logged, said]);
    expect(everything).not.toContain('s3cret');
    expect(everything).toContain('primary_conninfo');
  });

  it('do not know what came of a command that did not end in time, or was killed', async () => {
    const late = await handsWith({ stop: sh('echo stopping; sleep 600') }).stop({
      ...context,
      withinMs: 200,
    });
    expect(late.kind).toBe('unknown');
    expect(detailOf(late)).toContain('did not end within 0.2 s');
    expect(await handsWith({ stop: sh('kill -KILL $$') }).stop(context)).toMatchObject({
      kind: 'unknown',
    });
  });

  it('know of ssh whether it has come to running anything', async () => {
    // The programs are ours; what they say is OpenSSH's.
    const ssh = (words: string, code = 255): readonly string[] =>
      sh('echo "$2" >&2; exit "$3"', 'ssh', 'x', words, String(code));
    const refused = 'ssh: connect to host 10.0.0.1 port 22: Connection refused';
    expect(await handsWith({ stop: ssh(refused) }).stop(context)).toMatchObject({ kind: 'failed' });
    const denied = 'postgres@db1: Permission denied (publickey).';
    expect(await handsWith({ stop: ssh(denied) }).stop(context)).toMatchObject({ kind: 'failed' });
    const lost = 'client_loop: send disconnect: Broken pipe';
    expect(await handsWith({ stop: ssh(lost) }).stop(context)).toMatchObject({ kind: 'unknown' });
    expect(await handsWith({ stop: ssh(lost, 1) }).stop(context)).toMatchObject({ kind: 'failed' });
    expect(await handsWith({ stop: sh('exit 255') }).stop(context)).toMatchObject({
      kind: 'failed',
    });
  });

  it('call no promotion failed that may have been asked for', async () => {
    // pg_ctl promote that waited in vain, a hook behind it, a script that calls ssh by itself.
    for (const script of [
      'echo "server did not promote in time" >&2; exit 1',
      'exit 7',
      'exit 255',
    ]) {
      const deed = await handsWith({ promote: sh(script) }).promote(context);
      expect(deed.kind, script).toBe('unknown');
    }
    const ssh = (words: string): readonly string[] =>
      sh('echo "$2" >&2; exit 255', 'ssh', 'x', words);
    const lost = 'client_loop: send disconnect: Broken pipe';
    expect((await handsWith({ promote: ssh(lost) }).promote(context)).kind).toBe('unknown');
    const refused = 'ssh: connect to host 10.0.0.1 port 22: Connection refused';
    const never: readonly (readonly [readonly string[] | undefined, string])[] = [
      [ssh(refused), 'exit-255'],
      [['/nowhere/promote'], 'not-started'],
      [['true', '{upstream}'], 'placeholder'],
      [undefined, 'not-configured'],
    ];
    for (const [promote, code] of never) {
      const hands = handsWith(promote === undefined ? {} : { promote });
      expect(await hands.promote(context), code).toMatchObject({ kind: 'failed', code });
    }
  });

  it('restart in two where there is no command for both', async () => {
    const stopped = sh('echo stopped >&2; exit 1');
    expect(await handsWith({ start: ['true'], stop: stopped }).restart(context)).toMatchObject({
      kind: 'failed',
      code: 'exit-1',
    });
    expect(await handsWith({ stop: ['true'] }).restart(context)).toMatchObject({
      code: 'not-configured',
    });
    // The third try to start it finds that the server has ended.
    const place = await mkdtemp(join(tmpdir(), 'pgrepl-restart-'));
    const start = sh('echo >> "$0/tries"; [ "$(wc -l < "$0/tries")" -ge 3 ]', place);
    expect(await handsWith({ start, stop: ['true'] }).restart(context)).toMatchObject({
      kind: 'done',
    });
    expect(await readFile(join(place, 'tries'), 'utf8')).toBe('\n\n\n');
    await rm(place, { recursive: true });
  });

  it('read control data in English', async () => {
    const printed = `Database system identifier: 7\\nDatabase cluster state: shut down\\nLatest checkpoint location: 0/28\\nLatest checkpoint's TimeLineID: 2\\n`;
    const hands = handsWith({ control_data: sh(`[ "$LC_ALL" = C ] && printf "${printed}"`) });
    expect(await hands.controlData?.(context)).toMatchObject({
      kind: 'done',
      value: { timeline: 2 },
    });
    const broken = handsWith({ control_data: sh('exit 2') });
    expect(await broken.controlData?.(context)).toMatchObject({ kind: 'failed', code: 'exit-2' });
  });
});
