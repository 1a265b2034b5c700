import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemCode } from '../../src/store/embedded/errors.js';
import { spawnIdentity } from '../../src/store/embedded/run-as.js';
import { ensureMajor, packageVersions, type Major } from './majors.js';
import { giveToServerUser, labCache, labUser } from './places.js';
import { allocatePort } from './ports.js';
import { LabServer, serverEnvironment } from './server.js';
import { baseSettings, configurationText } from './settings.js';

const run = promisify(execFile);

/** Login roles of every cluster: what a monitor should have, and one that was granted nothing. */
const roles = (major: Major): readonly string[] => [
  'CREATE ROLE pgrepl_monitor LOGIN',
  ...(major >= 10 ? ['GRANT pg_monitor TO pgrepl_monitor'] : []),
  'CREATE ROLE pgrepl_plain LOGIN',
  'CHECKPOINT',
];

const made = new Map<Major, Promise<string>>();

/** Copies the major's template to a new data directory. The copies share a system identifier. */
export async function copyTemplate(major: Major, dataDirectory: string): Promise<void> {
  let template = made.get(major);
  if (template === undefined) {
    template = findOrMakeTemplate(major);
    made.set(major, template);
  }
  await copyAsServerUser(await template, dataDirectory);
}

/** Copies a directory tree as the servers' user, to whom the copy then belongs. */
async function copyAsServerUser(from: string, to: string): Promise<void> {
  await run('cp', ['-Rp', from, to], {
    ...spawnIdentity(await labUser()),
    env: serverEnvironment,
    cwd: '/',
  });
}

/**
 * A data directory that has been started once with the lab's settings and stopped cleanly. Started,
 * because copies of one that never was refuse lower settings than `initdb`'s.
 */
async function findOrMakeTemplate(major: Major): Promise<string> {
  const cache = await labCache();
  const recipe = configurationText(baseSettings(major, 'x', 0)) + roles(major).join();
  const fingerprint = createHash('sha256').update(recipe).digest('hex').slice(0, 8);
  const { name } = await labUser();
  const place = join(cache, `template-${packageVersions[major]}-${name}-${fingerprint}`);
  if (await exists(place)) return place;
  const temporary = await mkdtemp(`${place}-`);
  try {
    await chmod(temporary, 0o755);
    await giveToServerUser(temporary);
    const data = join(temporary, 'data');
    await initialise(major, data);
    await rename(data, place);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error; // else another was faster
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return place;
}

async function initialise(major: Major, data: string): Promise<void> {
  const { initdb } = await ensureMajor(major);
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
  await run(initdb, ['-D', data, ...options], {
    ...spawnIdentity(await labUser()),
    env: serverEnvironment,
    cwd: '/',
  });
  const port = await allocatePort();
  const server = new LabServer({
    name: 'template',
    major,
    dataDirectory: data,
    serverPort: port,
    settings: baseSettings(major, 'template', port),
  });
  try {
    await server.start();
    for (const statement of roles(major)) await server.sql(statement);
    await server.stop('fast');
  } finally {
    await server.end();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
