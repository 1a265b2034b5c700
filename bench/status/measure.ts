import { Link } from '../../lab/postgres/link.js';
import { row, type Section } from '../report/row.js';
import { askEvery } from '../support/ask.js';
import { runsOf, type BenchOptions } from '../support/options.js';
import { startOrders, type Orders } from '../support/orders.js';
import { Pgrepl, type BenchCluster } from '../support/pgrepl.js';
import { startSlack } from '../support/slack.js';
import type { Stage } from '../support/stage.js';

const clusterCount = 20;
/** A little less than one second, so that the questions wander over the interval of the polls. */
const everyMs = 470;
const warmUp = 20;

/** From the envelope with `/pgrepl status` to its answer. */
export async function measureStatus(stage: Stage, options: BenchOptions): Promise<Section> {
  const runs = runsOf(options, 100, 40);
  const orders = await startOrders(stage);
  const slack = await startSlack(stage);
  const clusters = await linked(stage, orders);
  await Pgrepl.start(stage, { slack, clusters });
  stage.progress(`${warmUp} questions to warm up`);
  await askEvery(slack, '', everyMs, warmUp);
  stage.progress(`${runs} times /pgrepl status`);
  const fleet = await askEvery(slack, 'status', everyMs, runs);
  stage.progress(`${runs} times /pgrepl status c1`);
  const one = await askEvery(slack, 'status c1', everyMs, runs);
  return {
    name: 'status',
    title: '/pgrepl status at 100 nodes, from the envelope sent to the answer received',
    notes: [
      '20 clusters over the same five real servers, each node by a port of its own; polled every 2 s',
      `Socket Mode; the answer travels in the acknowledgement; asked every ${everyMs} ms`,
    ],
    rows: [
      row('status: the fleet', 'ms', fleet, 10),
      row('status c1: one cluster as a tree', 'ms', one, 10),
    ],
  };
}

/** Each node of each cluster is another port, as pgrepl wants it, that leads to one of a few. */
async function linked(stage: Stage, orders: Orders): Promise<readonly BenchCluster[]> {
  return Promise.all(
    Array.from({ length: clusterCount }, async (_, index) => ({
      name: `c${index + 1}`,
      nodes: await Promise.all(
        orders.nodes.map(async ({ name, serverPort }) => {
          const link = await Link.open(serverPort);
          stage.keep('link', link, () => link.close());
          return { name, port: link.port };
        }),
      ),
    })),
  );
}
