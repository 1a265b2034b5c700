import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabServer } from './server.js';
import { configurationText, type Settings } from './settings.js';

/** From where and how a standby receives its WAL. */
export interface StandbySource {
  /** Absent for a standby that reads the archive alone. */
  readonly upstreamPort?: number;
  readonly applicationName: string;
  readonly slot?: string;
  readonly applyDelay?: string;
  readonly restoreCommand?: string;
}

/** `primary_conninfo` for an upstream on loopback. */
export function primaryConninfo(port: number, applicationName: string): string {
  const name = applicationName.replaceAll(/[\\']/g, String.raw`\$&`);
  return `host=127.0.0.1 port=${port} user=postgres application_name='${name}'`;
}

/**
 * Makes a stopped server's data directory a standby's: `standby.signal` and settings from 12 on,
 * `recovery.conf` before.
 */
export async function makeStandby(server: LabServer, source: StandbySource): Promise<void> {
  const recovery = recoverySettings(source);
  if (server.major >= 12) {
    server.settings = { ...server.settings, ...recovery };
    await server.writeFile('standby.signal', '');
  } else {
    await server.writeFile('recovery.conf', configurationText({ standby_mode: 'on', ...recovery }));
  }
  // What ALTER SYSTEM set on the server that this is a copy of is not this one's.
  await server.writeFile('postgresql.auto.conf', '');
  await rm(join(server.dataDirectory, 'recovery.done'), { force: true });
}

function recoverySettings(source: StandbySource): Settings {
  const { upstreamPort, applicationName, slot, applyDelay, restoreCommand } = source;
  return {
    recovery_target_timeline: 'latest',
    ...(upstreamPort === undefined
      ? {}
      : { primary_conninfo: primaryConninfo(upstreamPort, applicationName) }),
    ...(slot === undefined ? {} : { primary_slot_name: slot }),
    ...(applyDelay === undefined ? {} : { recovery_min_apply_delay: applyDelay }),
    ...(restoreCommand === undefined ? {} : { restore_command: restoreCommand }),
  };
}
