import { startCluster } from '../../lab/postgres/cluster.js';
import { row, type Section } from '../report/row.js';
import { runsOf, type BenchOptions } from '../support/options.js';
import { pause } from '../support/pause.js';
import { Pgrepl } from '../support/pgrepl.js';
import { startSlack } from '../support/slack.js';
import type { Stage } from '../support/stage.js';
import { cpuMs, familyOf, memoryOf, type MemoryUse } from '../support/usage.js';

/** One look at the memory for each run, so far apart. */
const betweenMs = 2000;

/** What pgrepl and its store hold while nothing happens. */
export async function measureRest(stage: Stage, options: BenchOptions): Promise<Section> {
  const looks = runsOf(options, 30, 5);
  const settleMs = options.quick ? 5_000 : 60_000;
  stage.progress('starting three PostgreSQL servers');
  const cluster = await startCluster({
    nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
  });
  stage.keep('PostgreSQL servers', cluster, () => cluster.stop());
  const slack = await startSlack(stage);
  const pgrepl = await Pgrepl.start(stage, {
    slack,
    clusters: [{ name: 'orders', nodes: cluster.nodes }],
  });
  stage.progress(`at rest for ${settleMs / 1000} s`);
  await pause(settleMs);
  const own: (MemoryUse | null)[] = [];
  const stores: (MemoryUse | null)[] = [];
  const store = await pgrepl.storePid();
  const cpuBefore = await cpuMs(pgrepl.pid);
  const startedAt = performance.now();
  while (own.length < looks) {
    stage.progress(`look ${own.length + 1} of ${looks}`);
    own.push(await memoryOf(pgrepl.pid));
    stores.push(await memoryOfFamily(store));
    await pause(betweenMs);
  }
  const cpuAfter = await cpuMs(pgrepl.pid);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    name: 'rest',
    title: 'At rest with three nodes, polled every 2 s',
    notes: [
      'RSS counts what processes share in each of them, the proportional set size (PSS) once in all',
    ],
    rows: [
      row(
        'pgrepl: RSS',
        'MB',
        figures(own, ({ residentMb }) => residentMb),
      ),
      row(
        'its store: RSS of all its processes',
        'MB',
        figures(stores, (use) => use.residentMb),
      ),
      row(
        'its store: PSS of all its processes',
        'MB',
        figures(stores, (use) => use.proportionalMb),
      ),
      row(
        'pgrepl: share of one core',
        '%',
        cpuBefore === null || cpuAfter === null ? null : [(cpuAfter - cpuBefore) / seconds / 10],
      ),
    ],
  };
}

/** A server with its processes; those that end meanwhile hold nothing any more. */
async function memoryOfFamily(pid: number): Promise<MemoryUse | null> {
  const [own, ...others] = await Promise.all((await familyOf(pid)).map(memoryOf));
  if (own === undefined || own === null) return null;
  return others.reduce<MemoryUse>(
    (total, use) => ({
      residentMb: total.residentMb + (use?.residentMb ?? 0),
      proportionalMb: total.proportionalMb + (use?.proportionalMb ?? 0),
    }),
    own,
  );
}

/** Null if any look saw nothing. */
function figures(
  uses: readonly (MemoryUse | null)[],
  figure: (use: MemoryUse) => number,
): readonly number[] | null {
  const known = uses.filter((use) => use !== null);
  return known.length < uses.length ? null : known.map(figure);
}
