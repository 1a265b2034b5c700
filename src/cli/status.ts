import type { ClusterSnapshot, FleetSnapshot } from '../incidents/fleet.js';
import { clusterMark } from '../wording/cluster-mark.js';
import { clusterStatus } from '../wording/cluster-status.js';
import { fleetStatus } from '../wording/fleet-status.js';
import { fleetLag, lagReport } from '../wording/lag-report.js';
import { toTerminal, type Section } from '../wording/sections.js';
import { chosenClusters } from './chosen-clusters.js';
import type { CliContext, ExitCode } from './context.js';
import { statusJson } from './json/status-json.js';
import { lookAtFleet } from './look.js';
import { readConfig, type ConfigChoice } from './read-config.js';
import { storedKnowledge } from './stored.js';

export interface StatusChoice extends ConfigChoice {
  readonly cluster?: string | undefined;
}

export interface StatusJsonChoice extends StatusChoice {
  /** For scripts: as JSON. */
  readonly json?: boolean | undefined;
}

interface View {
  readonly one: (snapshot: ClusterSnapshot, now: number) => readonly Section[];
  readonly all: (fleet: FleetSnapshot, now: number) => readonly Section[];
  /** Takes the place of both. */
  readonly json?: (fleet: FleetSnapshot, now: number) => string;
}

/** Prints what `/pgrepl status` shows; 1 if anything is wrong or unknown. */
export async function status(context: CliContext, choice: StatusJsonChoice): Promise<ExitCode> {
  const json = choice.json === true ? { json: statusJson } : {};
  return show(context, choice, { one: clusterStatus, all: fleetStatus, ...json });
}

/** Prints how far each standby is behind now; 1 if anything is wrong or unknown. */
export async function lagNow(context: CliContext, choice: StatusChoice): Promise<ExitCode> {
  return show(context, choice, { one: lagReport, all: fleetLag });
}

async function show(context: CliContext, choice: StatusChoice, view: View): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const clusters = chosenClusters(config, choice.cluster, context);
  if (clusters === undefined) return 2;
  const known = await storedKnowledge(config.store, context);
  const fleet = await lookAtFleet({ ...config, clusters }, context.clock, known);
  const now = context.clock.now();
  await context.print(view.json?.(fleet, now) ?? inWords(fleet, view, now));
  return fleet.clusters.every((snapshot) => clusterMark(snapshot, now) === 'ok') ? 0 : 1;
}

function inWords(fleet: FleetSnapshot, view: View, now: number): string {
  const [first] = fleet.clusters;
  return toTerminal(
    fleet.clusters.length === 1 && first !== undefined
      ? view.one(first, now)
      : view.all(fleet, now),
  );
}
