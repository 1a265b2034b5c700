import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

/** The script as it ships. */
export const script = fileURLToPath(new URL('../../../contrib/pgrepl-node', import.meta.url));

/** Tools that only write down how they were called; a base backup comes with a few files. */
const tool = `#!/bin/sh
[ "$1" != status ] || exit 3
{ printf '%s\\n' "\${0##*/}" "$@"; printf 'PGPASSWORD=%s\\n' "\${PGPASSWORD-}"; } >> "\${0%/*}/../calls"
if [ "\${0##*/}" = pg_basebackup ]; then
  mkdir -p "$2/global" "$2/pg_wal" && echo 16 > "$2/PG_VERSION" && echo new > "$2/global/pg_control" && echo theirs > "$2/postgresql.conf"
fi
`;

const tools = ['pg_ctl', 'postgres', 'pg_controldata', 'pg_rewind', 'pg_basebackup', 'sudo'];

export interface Ran {
  readonly code: number | null;
  readonly said: string;
}

/** A data directory and tools for the script, anew for each test of a file. */
export interface ScriptedNode {
  /** Everything lies below it; the tools in `bin`. */
  readonly place: string;
  readonly data: string;
  readonly run: (
    args: readonly string[],
    input?: string,
    environment?: Readonly<Record<string, string>>,
  ) => Promise<Ran>;
  /** How the tools were called: one line for each word. */
  readonly calls: () => Promise<string>;
  readonly inData: (name: string) => Promise<string>;
}

export function scriptedNode(): ScriptedNode {
  let place = '';
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'pgrepl-node-'));
    await mkdir(join(node.data, 'global'), { recursive: true });
    await mkdir(join(place, 'bin'));
    for (const name of tools) {
      await writeFile(join(place, 'bin', name), tool);
      await chmod(join(place, 'bin', name), 0o755);
    }
    await writeFile(join(node.data, 'PG_VERSION'), '16\n');
    await writeFile(join(node.data, 'postgresql.conf'), 'mine\n');
  });
  afterEach(() => rm(place, { recursive: true, force: true }));
  const node: ScriptedNode = {
    get place() {
      return place;
    },
    get data() {
      return join(place, 'it has "blanks"');
    },
    run: (args, input = '', environment = {}) =>
      ran(['-D', node.data, '-B', join(place, 'bin'), ...args], input, environment),
    calls: () => readFile(join(place, 'calls'), 'utf8'),
    inData: (name) => readFile(join(node.data, name), 'utf8'),
  };
  return node;
}

async function ran(
  args: readonly string[],
  input: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const child = spawn('sh', [script, ...args], {
    env: { PATH: '/usr/bin:/bin', ...environment },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

/** A source with all that is to be quoted in it. */
export const conninfo = (password: string): string =>
  `host=db2 port=5433 user=repl application_name='it''s' password='${password.replaceAll(/[\\']/g, String.raw`\$&`)}'`.replace(
    "'it''s'",
    String.raw`'it\'s'`,
  );
