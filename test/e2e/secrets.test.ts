import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { allocatePort } from '../../lab/postgres/ports.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { LocalSlack } from '../../lab/slack/local-slack.js';
import { externalPlace, externalServer } from '../integration/store/support/stores.js';
import { Program } from './support/child.js';
import { environmentFor } from './support/configuration.js';
import { isOpen, said, theRoot } from './support/messages.js';
import { makePlace, type Place } from './support/place.js';
import { askForPasswords, secretsIn } from './support/plant.js';
import { startSlack } from './support/slack.js';

/** With what a URL and JSON spell otherwise. */
const planted = {
  inUrl: 'planted/in@a url"1',
  inKey: 'planted\\in:a key"2',
  wrong: 'planted-and-wrong-3',
  refused: 'planted-for-nobody-4',
};

/** A dozen processes are started one after the other, beside other tests: a wait may be long, ms. */
const patienceMs = 90_000;

let cluster: LabCluster<'pg1' | 's1' | 's2'>;
let server: Awaited<ReturnType<typeof externalServer>>;
let slack: LocalSlack;
let place: Place;

beforeAll(async () => {
  [cluster, server, { slack }, place] = await Promise.all([
    startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } }),
    externalServer(),
    startSlack(),
    makePlace(),
  ]);
  const quoted = (text: string): string => text.replaceAll("'", "''");
  await cluster.sql(
    `CREATE ROLE by_url LOGIN PASSWORD '${quoted(planted.inUrl)}' IN ROLE pg_monitor`,
  );
  await cluster.sql(
    `CREATE ROLE by_key LOGIN PASSWORD '${quoted(planted.inKey)}' IN ROLE pg_monitor`,
  );
  for (const node of cluster.nodes) await askForPasswords(node, ['by_url', 'by_key']);
});

afterAll(async () => {
  await Program.endAll();
  await slack.stop();
  await place.remove();
  await cluster.stop();
  await server.stop();
});

/** One node by its URL, one by the key, one with a wrong password, one that refuses. */
function configText(healthPort: number, refusingPort: number): string {
  const url = (user: string, secret: string, port: number): string =>
    `postgres://${user}:${encodeURIComponent(secret)}@127.0.0.1:${port}/postgres`;
  const host = '127.0.0.1';
  const [pg1, s1, s2] = [cluster.node('pg1'), cluster.node('s1'), cluster.node('s2')];
  return JSON.stringify({
    slack: { channel: '#pg-alerts', mode: 'socket' },
    http: { host, port: healthPort },
    log_level: 'trace',
    clusters: {
      orders: {
        channel: '#orders',
        sslmode: 'disable',
        schedule: '* * * * * *',
        // A machine that is busy with tests is no reason to call a node silent.
        deadline: '5s',
        connect_timeout: '5s',
        thresholds: { clear_for: '500ms' },
        nodes: {
          pg1: { url: url('by_url', planted.inUrl, pg1.port) },
          s1: { host, port: s1.port, user: 'by_key', password: planted.inKey },
          s2: { host, port: s2.port, user: 'by_key', password: planted.wrong },
          s3: { url: url('by_url', planted.refused, refusingPort) },
        },
      },
    },
  });
}

it(
  'no secret of the configuration shows anywhere, whatever fails',
  { timeout: 480_000 },
  async () => {
    const store = await externalPlace(server.node);
    if (store.location.kind !== 'url') throw new Error('the store has no URL');
    const secrets = {
      ...planted,
      store: new URL(store.location.url).password,
      botToken: slack.app.botToken,
      appToken: slack.app.appToken,
      signingSecret: slack.app.signingSecret,
    };
    const healthPort = await allocatePort();
    const options = {
      place,
      config: configText(healthPort, await allocatePort()),
      environment: { ...environmentFor(slack), PGREPL_STORE_URL: store.location.url },
    };
    /** Everything that anybody can read, by where it stands. */
    const shown: Record<string, string> = {};
    const run = async (name: string, ...command: readonly string[]): Promise<void> => {
      const { out, err } = await (await Program.run(options, ...command)).ended;
      shown[`${name}: pgrepl ${command.join(' ')}`] = out + err;
    };
    const ask = async (path: string): Promise<string> =>
      (await fetch(`http://127.0.0.1:${healthPort}${path}`)).text();

    await run('before', 'check');
    const program = await Program.start(options);
    await theRoot(slack, 'tells of the wrong password', isOpen);
    await waitUntil('both bad nodes are told of', () => {
      const all = said(slack);
      return all.includes('s2') && all.includes('s3');
    });
    const sre = slack.as('sre');
    for (const text of ['help', 'status', 'status orders', 'lag orders', 'statsu']) {
      await (await sre.command('/pgrepl', text, '#orders')).response(0, patienceMs);
    }
    await sre.openHome(patienceMs);
    for (const command of ['check', 'status orders', 'lag', 'audit verify', 'start']) {
      await run('beside', ...command.split(' '));
    }

    // The store, Slack and a node are lost together, and come back one by one.
    slack.outage(true);
    await server.node.stop();
    await cluster.node('s1').kill();
    await waitUntil('it is not ready', async () => {
      const { problems } = JSON.parse(await ask('/readyz')) as { problems: readonly string[] };
      return problems.length >= 2;
    });
    shown['/readyz while all is away'] = await ask('/readyz');
    shown['/healthz'] = await ask('/healthz');
    shown['/metrics while all is away'] = await ask('/metrics');
    await run('store away', 'check');
    await run('store away', 'status', 'orders');
    await server.node.start();
    slack.outage(false);
    await cluster.node('s1').start();
    await waitUntil(
      'all of it is told',
      async () => {
        shown['/metrics'] = await ask('/metrics');
        shown['/readyz'] = await ask('/readyz');
        const { ok } = JSON.parse(shown['/readyz']) as { ok: boolean };
        return ok && /^pgrepl_outbox_messages 0$/m.test(shown['/metrics']);
      },
      { timeoutMs: patienceMs, detail: () => shown['/readyz'] ?? '' },
    );
    const { code } = await program.stop();
    expect(code).toBe(0);
    shown['the log'] = program.err;
    await run('after', 'audit', 'verify');

    shown['calls to Slack'] = JSON.stringify(slack.calls());
    const tables = await store.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'pgrepl'",
    );
    for (const { name } of tables) {
      const rows = await store.sql<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM pgrepl.${name} AS t`,
      );
      shown[`table ${name}`] = rows.map(({ row }) => row).join('\n');
    }

    // The search finds what is there, and there was something to be found in.
    expect(secretsIn(JSON.stringify({ a: planted.inKey }), planted)).toEqual(['inKey']);
    expect(secretsIn(encodeURIComponent(planted.inUrl), planted)).toEqual(['inUrl']);
    for (const [where, what] of [
      ['before: pgrepl check', 's2: authentication'],
      ['the log', 'pgrepl is watching'],
      ['calls to Slack', 's3'],
      ['table incidents', 's3'],
      ['/metrics', 'pgrepl_node_up{cluster="orders",node="s2"} 0'],
    ] as const) {
      expect(shown[where], where).toContain(what);
    }
    const found = Object.entries(shown).map(([where, text]) => [where, secretsIn(text, secrets)]);
    expect(Object.fromEntries(found.filter(([, names]) => names?.length !== 0))).toEqual({});
  },
);
