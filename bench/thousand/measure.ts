import { observationSql } from '../../src/postgres/sql/observation-sql.js';
import { row, type Row, type Section } from '../report/row.js';
import type { FromSimulated, ToSimulated } from '../simulated/orders.js';
import { askEvery } from '../support/ask.js';
import type { BenchOptions } from '../support/options.js';
import { pause, pauseUntilPhase } from '../support/pause.js';
import { Pgrepl, type BenchCluster } from '../support/pgrepl.js';
import { recordOrders } from '../support/recordings.js';
import { startSlack } from '../support/slack.js';
import type { Stage } from '../support/stage.js';
import { cpuMs, memoryOf } from '../support/usage.js';
import { Worker } from '../support/worker.js';

const clusterCount = 200;
const pollEveryMs = 5000;

type Simulated = Worker<ToSimulated, FromSimulated>;

/** A thousand simulated nodes, polled every 5 s by one pgrepl. */
export async function measureThousand(stage: Stage, options: BenchOptions): Promise<Section> {
  const intervals = options.runs ?? (options.quick ? 4 : 16);
  const simulated: Simulated = Worker.start(stage, 'simulated/main.ts');
  const clusters = await simulate(stage, simulated);
  const nodes = clusters.reduce((sum, cluster) => sum + cluster.nodes.length, 0);
  const slack = await startSlack(stage);
  stage.progress(`starting pgrepl with ${nodes} nodes`);
  const pgrepl = await Pgrepl.start(stage, {
    slack,
    clusters,
    cluster: { schedule: `*/${pollEveryMs / 1000} * * * * *` },
  });
  await pause(2 * pollEveryMs);
  // Between two intervals, so that none is cut in two.
  await pauseUntilPhase(pollEveryMs, 0.99);

  const look = async (): Promise<Look> => ({
    answers: await answered(simulated),
    missed: (await pgrepl.metrics()).figure('pgrepl_missed_polls'),
    cpu: await cpuMs(pgrepl.pid),
    at: performance.now(),
  });
  const looks = [await look()];
  const memory: (number | null)[] = [];
  while (looks.length <= intervals) {
    stage.progress(`interval ${looks.length} of ${intervals}`);
    await pause(pollEveryMs / 2);
    memory.push((await memoryOf(pgrepl.pid))?.residentMb ?? null);
    await pauseUntilPhase(pollEveryMs, 0.99);
    looks.push(await look());
  }
  stage.progress('asking /pgrepl status');
  const asked = await askEvery(slack, 'status', 470, options.quick ? 30 : 100);
  const alarms = slack.calls('chat.postMessage').length;
  if (alarms > 0)
    throw new Error(`${alarms} messages were sent though all simulated nodes are well`);
  return {
    name: 'thousand',
    title: `${nodes} nodes, polled every ${pollEveryMs / 1000} s`,
    notes: [
      `${clusterCount} clusters of a primary and four standbys, simulated in a process of their own:`,
      'they speak the protocol and answer what five real servers answered, with LSNs that move on;',
      'pgrepl as in production, its embedded store and the local Slack beside it; no alarm was raised',
    ],
    rows: [...rows(looks, memory, nodes), row('/pgrepl status', 'ms', asked)],
  };
}

interface Look {
  readonly answers: number;
  readonly missed: number;
  readonly cpu: number | null;
  readonly at: number;
}

function rows(looks: readonly Look[], memory: readonly (number | null)[], nodes: number): Row[] {
  const intervals = looks.slice(1).map((look, index) => ({ before: looks[index] ?? look, look }));
  const shares = intervals.map(({ before, look }) =>
    before.cpu === null || look.cpu === null
      ? null
      : ((look.cpu - before.cpu) / (look.at - before.at)) * 100,
  );
  const known = memory.filter((megabytes) => megabytes !== null);
  const [first] = looks;
  const last = looks.at(-1);
  return [
    row(
      'pgrepl: share of one core',
      '%',
      shares.every((share) => share !== null) ? shares : null,
      100,
    ),
    row('pgrepl: RSS', 'MB', known.length === memory.length ? known : null, 300),
    row(
      `polls answered in an interval, of ${nodes}`,
      '',
      intervals.map(({ before, look }) => look.answers - before.answers),
    ),
    row('polls of clusters missed in all', '', [(last?.missed ?? NaN) - (first?.missed ?? NaN)], 0),
  ];
}

async function simulate(stage: Stage, simulated: Simulated): Promise<readonly BenchCluster[]> {
  const recordings = await recordOrders(stage);
  stage.progress('starting simulated nodes');
  const started = await simulated.ask({
    kind: 'start',
    recordings,
    clusters: clusterCount,
    statement: observationSql(18),
    column: 'observation',
  });
  if (started.kind !== 'started') throw new Error('the simulated nodes did not start');
  return started.ports.map((ports, index) => ({
    name: `c${index + 1}`,
    nodes: ports.map((port, place) => ({ name: recordings[place]?.node ?? '', port })),
  }));
}

async function answered(simulated: Simulated): Promise<number> {
  const counted = await simulated.ask({ kind: 'count' });
  if (counted.kind !== 'count') throw new Error('the simulated nodes did not count');
  return counted.answers;
}
