import type { ClusterConfig } from '../config/model.js';
import { examineCluster } from '../doctor-side.js';
import type { DoctorReport } from '../operations/doctor/report.js';
import { doctorFleet, doctorSections } from '../wording/doctor/doctor-sections.js';
import { toTerminal } from '../wording/sections.js';
import { chosenClusters } from './chosen-clusters.js';
import type { CliContext, ExitCode } from './context.js';
import { doctorJson } from './json/doctor-json.js';
import { lookTwice } from './look.js';
import { readConfig, type ConfigChoice } from './read-config.js';
import { storedKnowledge } from './stored.js';

export interface DoctorChoice extends ConfigChoice {
  readonly cluster?: string | undefined;
  /** For scripts: as JSON. */
  readonly json?: boolean | undefined;
}

/** Prints what `/pgrepl doctor` shows; 1 if any check fails or warns, or the primary or a node gave no answer. */
export async function doctor(context: CliContext, choice: DoctorChoice): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const clusters = chosenClusters(config, choice.cluster, context);
  if (clusters === undefined) return 2;
  const known = await storedKnowledge(config.store, context);
  const reports = await Promise.all(clusters.map((cluster) => examineOne(cluster, context, known)));
  const now = context.clock.now();
  await context.print(choice.json === true ? doctorJson(reports, now) : inWords(reports, now));
  return reports.every(isWell) ? 0 : 1;
}

function inWords(reports: readonly DoctorReport[], now: number): string {
  const [first] = reports;
  return toTerminal(
    reports.length === 1 && first !== undefined
      ? doctorSections(first, now)
      : doctorFleet(reports, now, 'pgrepl'),
  );
}

async function examineOne(
  cluster: ClusterConfig,
  { clock }: CliContext,
  known: Awaited<ReturnType<typeof storedKnowledge>>,
): Promise<DoctorReport> {
  const { state } = await lookTwice(cluster, clock, known);
  const view = {
    refresh: () => Promise.resolve(),
    known: () => ({
      topology: state.topology,
      states: state.states,
      contract: state.memory.contract,
      lastPrimary: state.memory.lastPrimary,
    }),
  };
  const report = await examineCluster(cluster, view, clock);
  if (report === null) throw new Error('a cluster that was looked at has no topology');
  return report;
}

function isWell({ troubles, score }: DoctorReport): boolean {
  return score !== null && troubles.every(({ verdict }) => verdict === 'advice');
}
