/**
 * `reclone.ts <major> <data directory> <pgrepl-node> <its tools>`, with a standby's settings on
 * standard input: what `pgrepl-node reclone` does, over the replication protocol, because the lab's
 * servers come without `pg_basebackup`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseConninfo } from '../../../src/replication/conninfo.js';
import { findPostmaster } from '../../../src/store/embedded/postmaster-file.js';
import { cloneFrom } from '../clone.js';
import { runAsServerUser } from '../commands.js';
import { majors } from '../majors.js';
import { giveToServerUser } from '../places.js';
import { LabServer } from '../server.js';

/** What is a node's own, whatever it is a copy of. */
const ownFiles = ['postgresql.conf', 'postgresql.auto.conf'] as const;

const [majorText, data = '', script = '', tools = ''] = process.argv.slice(2);
const settings = await text(process.stdin);

if ((await findPostmaster(data))?.identity === 'this_server') {
  throw new Error(`a server runs in ${data}`);
}
const major = majors.find((one) => String(one) === majorText);
const port = Number(sourceOf(settings).get('port'));
if (major === undefined) throw new Error('there is no such major');
const source = new LabServer({
  name: 'source',
  major,
  dataDirectory: data,
  serverPort: port,
  settings: {},
});

const kept = await mkdtemp(join(dirname(data), 'kept-'));
try {
  for (const file of ownFiles) await copyFile(join(data, file), join(kept, file));
  await cloneFrom(source, data);
  for (const file of ownFiles) {
    await copyFile(join(kept, file), join(data, file));
    await giveToServerUser(join(data, file));
  }
} finally {
  await rm(kept, { recursive: true, force: true });
}
await makeStandby();

function sourceOf(lines: string): ReadonlyMap<string, string> {
  const written = /^primary_conninfo = '(.*)'$/m.exec(lines)?.[1] ?? '';
  const parts = parseConninfo(written.replaceAll("''", "'").replaceAll('\\\\', '\\'));
  if (parts === undefined) throw new Error('primary_conninfo is not a connection string');
  return parts;
}

async function makeStandby(): Promise<void> {
  const options = ['-D', data, '-B', tools, 'make-standby'];
  const argv: readonly string[] = [...(await runAsServerUser()), '/bin/sh', script, ...options];
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(settings);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('the settings of a standby could not be written');
}
