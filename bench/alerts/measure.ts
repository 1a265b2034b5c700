import { waitUntil } from '../../lab/postgres/wait.js';
import type { LocalSlack } from '../../lab/slack/local-slack.js';
import { row, type Row, type Section } from '../report/row.js';
import { figure } from '../report/table.js';
import { runsOf, type BenchOptions } from '../support/options.js';
import { startOrders, type Orders } from '../support/orders.js';
import { pause, pauseUntilPhase } from '../support/pause.js';
import { Pgrepl } from '../support/pgrepl.js';
import { startSlack } from '../support/slack.js';
import type { Stage } from '../support/stage.js';
import { events, type BenchEvent } from './events.js';

/** pgrepl's default schedule. */
const pollEveryMs = 2000;
/** So long nothing is said before something happens: Slack's pace for a channel is free again. */
const quietMs = 5000;
const patienceMs = 20_000;

/** From an event on a real server to the message that the local Slack has accepted. */
export async function measureAlerts(stage: Stage, options: BenchOptions): Promise<Section> {
  const runs = runsOf(options, 11, 3);
  const cluster = await startOrders(stage);
  const slack = await startSlack(stage);
  const pgrepl = await Pgrepl.start(stage, {
    slack,
    clusters: [{ name: 'orders', nodes: cluster.nodes }],
    // Each run is to open an incident of its own, not to reopen the one before.
    cluster: { flap_window: '1ms' },
  });
  const rows: Row[] = [];
  for (const event of events) {
    const took: number[] = [];
    for (let run = 0; run < runs; run++) {
      await allWell(pgrepl);
      const phase = (run + 0.5) / runs;
      const ms = await once({ event, cluster, slack, phase });
      took.push(ms);
      stage.progress(`${event.what}, run ${run + 1} of ${runs}: ${figure(ms)} ms`);
    }
    rows.push(row(event.what, 'ms', took, event.atMostMs));
  }
  return {
    name: 'alerts',
    title: 'From the event to the message accepted by Slack',
    notes: [
      'pgrepl as in production (its own process, embedded store, Socket Mode), five real servers',
      'default configuration, polls every 2 s; moments spread evenly over the interval',
      'flap_window is 1ms, so that each run opens an incident of its own',
    ],
    rows,
  };
}

interface Run {
  readonly event: BenchEvent;
  readonly cluster: Orders;
  readonly slack: LocalSlack;
  readonly phase: number;
}

/** Resolves with how long it took, ms. */
async function once({ event, cluster, slack, phase }: Run): Promise<number> {
  const channel = slack.channel('#pg-alerts').id;
  await pauseUntilPhase(pollEveryMs, phase);
  const struckAt = await event.strike(cluster);
  try {
    const message = await slack.waitForMessage(
      (each) =>
        each.channel === channel &&
        each.appId !== null &&
        (each.versions[0]?.acceptedMonotonicMs ?? 0) > struckAt,
      patienceMs,
    );
    const [first] = message.versions;
    if (first === undefined || !event.says.test(first.text)) {
      throw new Error(`after "${event.what}" Slack got: ${first?.text ?? 'nothing'}`);
    }
    return first.acceptedMonotonicMs - struckAt;
  } finally {
    await event.heal(cluster);
  }
}

/** Waits until pgrepl has said that it is over, and a while longer. */
async function allWell(pgrepl: Pgrepl): Promise<void> {
  await waitUntil(
    'nothing is wrong',
    async () => {
      const metrics = await pgrepl.metrics();
      return metrics.openIncidents === 0 && metrics.figure('pgrepl_outbox_messages') === 0;
    },
    { timeoutMs: 60_000, everyMs: 100 },
  );
  await pause(quietMs);
}
