import type { LabCluster } from '../../../lab/postgres/cluster.js';
import { systemClock } from '../../../src/clock.js';
import { examineCluster } from '../../../src/doctor-side.js';
import type { DoctorReport } from '../../../src/operations/doctor/report.js';
import { configOf, type Watch, type WatchOptions } from './watch.js';

/** What doctor says of the cluster now, looking by this role, or as these options say. */
export async function examined(
  cluster: LabCluster,
  watch: Watch,
  look: string | WatchOptions,
): Promise<DoctorReport> {
  const view = {
    refresh: () => watch.refresh(),
    known: () => ({
      topology: watch.snapshot.topology,
      states: watch.states,
      contract: watch.memory.contract,
      lastPrimary: watch.memory.lastPrimary,
    }),
  };
  const report = await examineCluster(
    configOf(cluster, typeof look === 'string' ? { user: look } : look),
    view,
    systemClock,
  );
  if (report === null) throw new Error('nothing is known yet');
  return report;
}
