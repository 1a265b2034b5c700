import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { allocatePort } from '../../lab/postgres/ports.js';
import { Program, type Ended } from './support/child.js';
import { makePlace, type Place } from './support/place.js';

/** Stands wherever a secret may stand. */
const secret = 'planted-secret';

let cluster: LabCluster<'pg1' | 's1'>;
let place: Place;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
});

afterAll(() => cluster.stop());

beforeEach(async () => {
  place = await makePlace();
});

afterEach(async () => {
  await Program.endAll();
  await place.remove();
});

/** Runs pgrepl to its end, with no word of Slack in its environment. */
async function run(command: readonly string[], config: string): Promise<Ended> {
  const options = { place, config, environment: { PGPASSWORD: secret } };
  const ended = await (await Program.run(options, ...command)).ended;
  expect(ended.out + ended.err).not.toContain(secret);
  return ended;
}

/** The primary by its URL, the standby by host and port. */
function watched(): string {
  const { port } = cluster.node('pg1');
  const orders = {
    sslmode: 'disable',
    // A machine that is busy with tests is no reason to call a node silent.
    deadline: '5s',
    connect_timeout: '5s',
    nodes: {
      pg1: { url: `postgres://pgrepl_monitor:${secret}@127.0.0.1:${port}/postgres` },
      s1: { host: '127.0.0.1', port: cluster.node('s1').port, user: 'pgrepl_monitor' },
    },
  };
  return JSON.stringify({ store: { directory: 'store' }, clusters: { orders } });
}

describe('pgrepl in a terminal, without Slack and without its store,', () => {
  it.each(['status orders', 'status'])('shows the tree: %s', async (command) => {
    const { code, out, err } = await run(command.split(' '), watched());
    expect(err).toBe('');
    expect(out).toMatch(/^\[ok\] orders/);
    expect(out).toMatch(/\npg1 +primary [^\n]*\n *└─ s1 +async +streaming /);
    expect(code).toBe(0);
    expect(existsSync(place.storeDirectory)).toBe(false);
  });

  it('explains a finding, and offers the most alike to whom has mistyped one', async () => {
    const { code, out } = await run(['explain', 'slot-lost'], '');
    expect(out).toMatch(/^slot-lost · warning, critical\n.*\n\nWhat it means\n/);
    expect(code).toBe(0);
    const published = await run(
      ['explain', 'slot-lost'],
      'findings_url: https://example.com/{finding}\nclusters: { orders: { nodes: { pg1: { host: db1 } } } }',
    );
    expect(published.out).toMatch(/\nThis page: https:\/\/example\.com\/slot-lost\n?$/);
    const wrong = await run(['explain', 'slot-lots'], '');
    expect(wrong.err).toContain('`pgrepl explain slot-lost`');
    expect(wrong.code).toBe(2);
    expect((await run(['explain'], '')).out).toContain('commits-hang: ');
  });

  it('says what would happen, and which node there is not', async () => {
    const lost = await run(['whatif', 'orders', 's1', 'down'], watched());
    expect(lost).toMatchObject({ code: 0, err: '' });
    expect(lost.out).toMatch(/^orders: if s1 is down · seen/);
    expect(lost.out).toContain('they wait for no standby (`synchronous_standby_names` is empty)');
    expect(lost.out).toContain('No standby would receive what pg1 writes');
    const nobody = await run(['whatif', 'orders', 's9', 'down'], watched());
    expect(nobody).toMatchObject({ code: 2, out: '' });
    expect(nobody.err).toContain('orders has no node named s9.');
  });

  it.each(['lag orders', 'lag'])('shows the lag of each hop: %s', async (command) => {
    const { code, out, err } = await run(command.split(' '), watched());
    expect(err).toBe('');
    expect(out).toMatch(/^\[ok\] orders/);
    expect(out).toMatch(/\ns1 +pg1 +\d+ B +\d\S* m?s +\d+ B /);
    expect(code).toBe(0);
    expect(existsSync(place.storeDirectory)).toBe(false);
  });

  it.each(['doctor orders', 'doctor'])('examines the set-up: %s', async (command) => {
    const { code, out, err } = await run(command.split(' '), watched());
    expect(err).toBe('');
    expect(out).toMatch(/^\[critical\] orders · \d+ of 100 · 2 of 2 nodes surveyed /);
    expect(out).toMatch(/\n\[ok\] s1: \d+ of 100, could take over now/);
    expect(out).toMatch(
      /\n\nBroken, or about to break\n\[critical\] fsync: pg1 has `fsync = off`\./,
    );
    expect(out).toMatch(/\n\nNot visible to pgrepl\n\[unknown\] signal-files: not visible on /);
    expect(code).toBe(1);
    expect(existsSync(place.storeDirectory)).toBe(false);
  });

  it('prints all of it as JSON, for scripts', async () => {
    const json = async (...command: readonly string[]): Promise<[number | null, unknown]> => {
      const { code, out, err } = await run([...command, '--json'], watched());
      expect(err).toBe('');
      return [code, JSON.parse(out)];
    };
    const head = { version: 1, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown };
    expect(await json('status')).toMatchObject([
      0,
      {
        ...head,
        clusters: [
          {
            cluster: 'orders',
            mark: 'ok',
            nodes: [
              { node: 'pg1', role: 'primary' },
              { node: 's1', role: 'standby', upstream: { kind: 'node', node: 'pg1' } },
            ],
          },
        ],
      },
    ]);
    expect(await json('doctor', 'orders')).toMatchObject([
      1,
      { ...head, clusters: [{ cluster: 'orders', readiness: [{ node: 's1', ready: true }] }] },
    ]);
    expect(await json('whatif', 'orders', 's1', 'down')).toMatchObject([
      0,
      { ...head, cluster: 'orders', down: ['s1'], commits: { kind: 'not-waiting' } },
    ]);
  });

  it('shows what is wrong too, and says so to a script', async () => {
    await cluster.node('s1').stop();
    try {
      const { code, out } = await run(['status', 'orders'], watched());
      expect(code).toBe(1);
      expect(out).toMatch(/^\[critical\] orders/);
      expect(out).toMatch(/\ns1 .*silent .*connection refused since/);
      expect(out).toMatch(/\nNoticed\n\[critical\] Standby s1 is down since/);
      expect(out).not.toContain('No open incident');
    } finally {
      await cluster.node('s1').start();
      await cluster.waitStreaming('s1');
    }
  });

  it('finds a cluster by its name in any case, and lists them for a name that none has', async () => {
    expect((await run(['status', 'ORDERS'], watched())).code).toBe(0);
    for (const command of ['status', 'lag']) {
      const { code, out, err } = await run([command, 'odrers'], watched());
      expect(code).toBe(2);
      expect(out).toBe('');
      expect(err).toContain('There is no cluster "odrers" in the configuration: orders.');
    }
  });

  it('leaves the store alone that an earlier pgrepl left behind, and says what it can not tell', async () => {
    await run(['check'], watched());
    expect(existsSync(place.storeDirectory)).toBe(true);
    expect(await place.storePid()).toBeUndefined();
    const { code, err } = await run(['status'], watched());
    expect(code).toBe(0);
    expect(err).toBe(
      '(Open incidents and learned sync contracts are not known here: the store does not run)\n',
    );
    expect(await place.storePid()).toBeUndefined();
    expect(existsSync(`${place.storeDirectory}/data/postmaster.pid`)).toBe(false);
  });

  it.each([
    ['statsu', "unknown command 'statsu'", 'Did you mean status?'],
    ['lag --confg pgrepl.yaml', "unknown option '--confg'", 'Did you mean --config?'],
    ['status orders billing', 'too many arguments', 'Usage: pgrepl status'],
    ['', '', 'Usage: pgrepl'],
  ])('says what was meant by: pgrepl %s', async (typed, mistake, help) => {
    const { code, out, err } = await run(typed === '' ? [] : typed.split(' '), watched());
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(mistake);
    expect(err).toContain(help);
  });

  it.each([
    ['--version', /^\d+\.\d+\.\d+\n$/],
    ['--help', /^Usage: pgrepl /],
    ['help status', /^Usage: pgrepl status /],
  ])('answers %s', async (typed, answer) => {
    const { code, out, err } = await run(typed.split(' '), watched());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(answer);
  });

  it('shows the fleet, worst first', async () => {
    const config = JSON.parse(watched()) as { clusters: Record<string, unknown> };
    const silent = { host: '127.0.0.1', port: await allocatePort() };
    config.clusters['billing'] = { sslmode: 'disable', nodes: { b1: silent } };
    const { code, out, err } = await run(['status'], JSON.stringify(config));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(
      /\n\[(warning|critical)\] billing: Node b1 refuses[^]*\n\[ok\] orders: 2 nodes/,
    );
    const lag = await run(['lag'], JSON.stringify(config));
    expect(lag.code).toBe(1);
    expect(lag.out).toMatch(/\] billing[^]*\[ok\] orders/);
  });
});
