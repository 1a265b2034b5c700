import { nodeOperationKeys } from '../../lab/postgres/operation-keys.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { LocalSlack, Message } from '../../lab/slack/local-slack.js';
import { row, type Row, type Section } from '../report/row.js';
import { figure } from '../report/table.js';
import { runsOf, type BenchOptions } from '../support/options.js';
import { namesAtFirst, startOrders, type Orders } from '../support/orders.js';
import { Pgrepl } from '../support/pgrepl.js';
import { startSlack } from '../support/slack.js';
import type { Stage } from '../support/stage.js';
import { coursesIn, type Course } from './steps.js';
import { Writer } from './writer.js';

const clients = 2;
const patienceMs = 60_000;

const kinds = [
  { what: 'asynchronous', names: '' },
  { what: 'synchronous', names: namesAtFirst },
] as const;

/** Switchovers there and back under clients that write. */
export async function measureSwitchover(stage: Stage, options: BenchOptions): Promise<Section> {
  const runs = runsOf(options, 11, 2);
  const rows: Row[] = [];
  for (const { what, names } of kinds) {
    const inner = stage.keep('servers of one kind', stage.inner(), (one) => one.end());
    rows.push(...(await ofKind(inner, what, names, runs)));
    await inner.end();
  }
  return {
    name: 'switchover',
    title:
      'A switchover with the command driver, under two clients that write about 700 rows a second',
    notes: [
      'pgrepl as in production (its own process, embedded store, Socket Mode), five real servers',
      'downtime: from the last acknowledged write on the old primary to the first on the new one',
      'the steps are as the audit log has them, with what it takes to put them on record',
    ],
    rows,
  };
}

async function ofKind(
  stage: Stage,
  what: string,
  names: string,
  runs: number,
): Promise<readonly Row[]> {
  const cluster = await startOrders(stage);
  await cluster.setSynchronousStandbyNames(names);
  const slack = await startSlack(stage);
  const people = { request: ['U0REQUESTER'], approve: ['U0DBA'] };
  const pgrepl = await Pgrepl.start(stage, {
    slack,
    clusters: [{ name: 'orders', nodes: cluster.nodes }],
    cluster: {
      operations: { driver: 'command', user: 'postgres', switchover: people, promote: people },
    },
    nodes: await nodeOperationKeys(cluster),
  });
  const writer = await Writer.start(stage, [cluster.node('pg1'), cluster.node('s1')], clients);
  const took: number[] = [];
  for (let run = 0; run < runs; run++) {
    const [from, to] = run % 2 === 0 ? (['pg1', 's1'] as const) : (['s1', 'pg1'] as const);
    await allStream(cluster);
    writer.reset();
    await waitUntil('rows are written', () => writer.hasWritten(from));
    await switchOver(slack, to, run + 1);
    const ms = writer.downtimeMs(from, to);
    took.push(ms);
    stage.progress(`${what}, run ${run + 1} of ${runs}: ${figure(ms)} ms`);
  }
  const courses = coursesIn(await pgrepl.audit());
  return [
    row(`${what}: write downtime`, 'ms', took, 150),
    row(
      `${what}: all of it, until all stream again`,
      'ms',
      courses.map(({ totalMs }) => totalMs),
      1000,
    ),
    ...stepRows(courses),
  ];
}

/** Asks as one person, approves as another, and waits for the end. */
async function switchOver(slack: LocalSlack, to: string, number: number): Promise<void> {
  await slack.as('requester').command('/pgrepl', `switchover orders ${to}`, '#pg-alerts');
  const shows = (text: string) => (message: Readonly<Message>) =>
    JSON.stringify([message.text, message.blocks]).includes(text);
  const card = await waitUntil(
    `OP-${number} can be approved`,
    () =>
      slack
        .messages('#pg-alerts')
        .find((one) => shows(`OP-${number}`)(one) && shows('operation_approve')(one)),
    { timeoutMs: patienceMs, detail: () => lastOf(slack) },
  );
  await slack.as('dba').click(card, 'operation_approve');
  await waitUntil(
    `OP-${number} is over`,
    () => slack.messages('#pg-alerts').find(shows(`OP-${number}: ${to} is the primary of orders`)),
    { timeoutMs: patienceMs, detail: () => lastOf(slack) },
  );
}

function lastOf(slack: LocalSlack): string {
  return slack
    .messages('#pg-alerts')
    .slice(-5)
    .map(({ text }) => text)
    .join('\n');
}

async function allStream(cluster: Orders): Promise<void> {
  await waitUntil('all standbys stream', async () => {
    const counts = await Promise.all(
      cluster.nodes.map(async (node) => {
        const rows = await node.sql("SELECT FROM pg_stat_replication WHERE state = 'streaming'");
        return rows.length;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0) === cluster.nodes.length - 1;
  });
}

function stepRows(courses: readonly Course[]): readonly Row[] {
  const kindsOfSteps = new Set(courses.flatMap(({ steps }) => [...steps.keys()]));
  return [...kindsOfSteps].map((kind) =>
    row(
      `  ${kind}`,
      'ms',
      courses.flatMap(({ steps }) => steps.get(kind) ?? []),
    ),
  );
}
