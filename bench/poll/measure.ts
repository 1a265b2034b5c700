import { row, type Row, type Section } from '../report/row.js';
import { runsOf, type BenchOptions } from '../support/options.js';
import { startOrders, type Orders } from '../support/orders.js';
import type { BenchCluster } from '../support/pgrepl.js';
import type { Stage } from '../support/stage.js';
import { cpuMsOfThread, sumKnown } from '../support/usage.js';
import { Worker } from '../support/worker.js';
import type { Rounds, ToPoller } from './messages.js';
import { CountingProxy } from './wire.js';

/** Rounds before measuring: statements are prepared, caches filled, code compiled. */
const warmUpRounds = 40;
/** PostgreSQL's time is measured over so many parts of the rounds, for a median. */
const parts = 10;

type Poller = Worker<ToPoller, Rounds>;

/** What one poll of one node costs, on both sides. */
export async function measurePoll(stage: Stage, options: BenchOptions): Promise<Section> {
  const cluster = await startOrders(stage);
  const poller: Poller = Worker.start(stage, 'poll/main.ts');
  const rows: Row[] = [];
  for (const nodes of [1, 10, 100]) {
    const rounds = runsOf(options, nodes === 100 ? 100 : 300, 20);
    stage.progress(`${nodes} node${nodes === 1 ? '' : 's'}: ${rounds} rounds`);
    rows.push(...(await ofSize(poller, cluster, nodes, rounds)));
  }
  stage.progress('counting what goes over the wire');
  rows.push(...(await onTheWire(stage, poller, cluster)));
  return {
    name: 'poll',
    title: 'One poll of one node, with all that is made of its answer',
    notes: [
      '1 node: a primary with four standbys; 10 and 100 nodes: 2 and 20 clusters over',
      'the same five real servers (a primary and four standbys), one kept connection for each node',
      'all nodes are asked at once, in rounds 50 ms apart; the rounds wait for their last answer',
    ],
    rows,
  };
}

async function ofSize(
  poller: Poller,
  cluster: Orders,
  nodes: number,
  rounds: number,
): Promise<readonly Row[]> {
  await poller.ask({ kind: 'prepare', clusters: clustersOf(cluster, nodes), rounds: warmUpRounds });
  const backends = await backendsOf(cluster);
  const rounded: Rounds[] = [];
  const serverMs: (number | null)[] = [];
  const perPart = Math.ceil(rounds / parts);
  for (let part = 0; part < parts; part++) {
    const before = sumKnown(await Promise.all(backends.map(cpuMsOfThread)));
    rounded.push(await poller.ask({ kind: 'measure', rounds: perPart }));
    const after = sumKnown(await Promise.all(backends.map(cpuMsOfThread)));
    const isKnown = before !== null && after !== null;
    serverMs.push(isKnown ? (after - before) / perPart / nodes : null);
  }
  await poller.ask({ kind: 'close' });
  const known = serverMs.filter((ms) => ms !== null);
  const label = `${nodes} node${nodes === 1 ? '' : 's'}`;
  return [
    row(
      `${label}: question to answer`,
      'ms',
      rounded.flatMap(({ pollMs }) => pollMs),
    ),
    ...(nodes === 1
      ? []
      : [
          row(
            `${label}: all of them`,
            'ms',
            rounded.flatMap(({ roundMs }) => roundMs),
          ),
        ]),
    row(
      `${label}: CPU of pgrepl for each`,
      'ms',
      rounded.flatMap(({ cpuMs }) => cpuMs.map((ms) => ms / nodes)),
    ),
    row(`${label}: CPU of PostgreSQL for each`, 'ms', known.length === parts ? known : null),
  ];
}

function clustersOf(cluster: Orders, nodes: number): readonly BenchCluster[] {
  const all = cluster.nodes.map(({ name, port }) => ({ name, port }));
  if (nodes < all.length) return [{ name: 'c1', nodes: all.slice(0, nodes) }];
  return Array.from({ length: nodes / all.length }, (_, index) => ({
    name: `c${index + 1}`,
    nodes: all,
  }));
}

/** The process numbers of the servers' side of pgrepl's connections. */
async function backendsOf(cluster: Orders): Promise<readonly number[]> {
  const rows = await Promise.all(
    cluster.nodes.map((node) =>
      node.sql<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'pgrepl'",
      ),
    ),
  );
  return rows.flat().map(({ pid }) => pid);
}

async function onTheWire(stage: Stage, poller: Poller, cluster: Orders): Promise<readonly Row[]> {
  const proxy = await CountingProxy.open(cluster.firstPrimary.port);
  stage.keep('proxy', proxy, () => proxy.close());
  const clusters = [{ name: 'c1', nodes: [{ name: 'pg1', port: proxy.port }] }];
  await poller.ask({ kind: 'prepare', clusters, rounds: 2 });
  const traffic = [];
  while (traffic.length < 20) {
    proxy.take();
    await poller.ask({ kind: 'measure', rounds: 1 });
    traffic.push(proxy.take());
  }
  await poller.ask({ kind: 'close' });
  return [
    row(
      'round trips',
      '',
      traffic.map(({ roundTrips }) => roundTrips),
      1,
    ),
    row(
      'bytes sent',
      '',
      traffic.map(({ sentBytes }) => sentBytes),
    ),
    row(
      'bytes received',
      '',
      traffic.map(({ receivedBytes }) => receivedBytes),
    ),
  ];
}
