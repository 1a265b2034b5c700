import { describe, expect, it } from 'vitest';
import { loadConfig, type LoadResult } from './load.js';
import type { AppConfig } from './model.js';
import { formatProblem } from './problem.js';

const load = (text: string, environment: Record<string, string> = {}): LoadResult =>
  loadConfig({ text, environment, defaultStoreDirectory: '/somewhere/store' });

function good(text: string, environment: Record<string, string> = {}): AppConfig {
  const result = load(text, environment);
  if (!result.ok) throw new Error(result.problems.map((p) => formatProblem(p, 'f')).join('\n'));
  return result.config;
}

function messages(text: string, environment: Record<string, string> = {}): string[] {
  const result = load(text, environment);
  return result.ok ? [] : result.problems.map((p) => formatProblem(p, 'pgrepl.yaml'));
}

const small = `
clusters:
  orders:
    nodes:
      pg1: { host: db1 }
`;

describe('a configuration that is right', () => {
  it('needs nothing but clusters and hosts', () => {
    const config = good(small);
    expect(config.store).toEqual({ kind: 'embedded', directory: '/somewhere/store' });
    expect(config.clusters[0]).toMatchObject({
      name: 'orders',
      channel: null,
      schedule: '*/2 * * * * *',
      contract: null,
    });
    expect(config.clusters[0]?.nodes[0]).toMatchObject({
      declaration: { name: 'pg1', host: 'db1', port: 5432, applicationName: 'pg1' },
      connection: { user: 'pgrepl', password: null, database: 'postgres', sslMode: 'prefer' },
    });
  });

  it('lets what stands nearest to the node win', () => {
    const config = good(`
slack: { channel: '#pg-alerts' }
defaults: { user: watcher, thresholds: { lag_for: 7s, lag_bytes: { warning: 1MB } } }
clusters:
  orders:
    channel: '#orders'
    database: app
    thresholds: { lag_bytes: { critical: 2GB } }
    nodes:
      pg1: { url: 'postgres://other:p%40ss@[::1]:6000/db?sslmode=require' }
      s1: { host: db2, port: 6001, thresholds: { lag_for: 500ms } }
  billing: { nodes: { pg1: { host: db9 } } }
`);
    const [orders, billing] = config.clusters;
    expect(orders?.channel).toBe('#orders');
    expect(billing?.channel).toBe('#pg-alerts');
    expect(orders?.nodes[0]?.connection).toEqual({
      host: '::1',
      port: 6000,
      user: 'other',
      password: 'p@ss',
      database: 'db',
      sslMode: 'require',
      sslRootCert: null,
    });
    expect(orders?.nodes[1]?.connection).toMatchObject({ user: 'watcher', database: 'app' });
    expect(orders?.nodes[1]?.thresholds).toMatchObject({
      lagForMs: 500,
      lagWarningBytes: 1024 ** 2,
      lagCriticalBytes: 2 * 1024 ** 3,
    });
    expect(orders?.nodes[0]?.thresholds.lagForMs).toBe(7000);
  });

  it('takes secrets from the environment', () => {
    const config = good(
      "clusters: { orders: { password: '${PW}', user: '${WHO:-pgrepl}', nodes: { pg1: { host: a } } } }",
      { PW: 'geheim', SLACK_BOT_TOKEN: 'xoxb-1', PGREPL_STORE_URL: 'postgres://s/p' },
    );
    expect(config.clusters[0]?.nodes[0]?.connection.password).toBe('geheim');
    expect(config.slack.botToken).toBe('xoxb-1');
    expect(config.store).toEqual({ kind: 'url', url: 'postgres://s/p' });
  });

  it('reads a declared sync contract', () => {
    const config = good(
      "clusters: { o: { sync: { required: 1, eligible: 2, synchronous_commit: 'on' }, nodes: { a: { host: a } } } }",
    );
    expect(config.clusters[0]?.contract).toEqual({
      required: 1,
      eligible: 2,
      synchronousCommit: 'on',
    });
  });
});

/** Twenty mistakes, each on a line of its own, with what its message must contain. */
const mistakes: readonly (readonly [line: string, path: string, says: string])[] = [
  ['slak: { mode: socket }', 'slak', 'did you mean "slack"?'],
  ['log_level: loud', 'log_level', 'choose one of trace'],
  ['http: { port: 99999 }', 'http.port', 'from 1 to 65535'],
  ['store: { url: "postgres://x:hush@h/d", directory: /d }', 'store', 'write one of the two'],
  ['slack:', '', ''],
  ['  mode: carrier-pigeon', 'slack.mode', 'socket or http'],
  ['  channel: orders', 'slack.channel', 'in quotes'],
  ['defaults:', '', ''],
  ['  schedule: "*/2 * * * *"', 'defaults.schedule', 'six fields'],
  ['  deadline: 5', 'defaults.deadline', 'a duration such as'],
  ['  thresholds: { lag_bites: 1 }', 'defaults.thresholds.lag_bites', 'did you mean "lag_bytes"?'],
  ['  password: "${NOT_SET}"', 'defaults.password', '${NOT_SET}'],
  ['clusters:', '', ''],
  ['  "two words":', 'clusters.two words', 'a name is a word'],
  ['    nodes: {}', 'clusters.two words.nodes', 'at least one node'],
  ['  orders:', '', ''],
  ['    deadline: soon', 'clusters.orders.deadline', '"soon" will not do'],
  ['    sync: { required: 2, eligible: 1 }', 'clusters.orders.sync.eligible', 'always hang'],
  [
    '    thresholds: { lag_bytes: { warning: 10 lightyears } }',
    'clusters.orders.thresholds.lag_bytes.warning',
    '64MB',
  ],
  ['    nodes:', '', ''],
  ['      pg1: { host: db1, port: "5432" }', 'clusters.orders.nodes.pg1.port', 'port number'],
  ['      s1: { url: "mysql://u:hush@h/d" }', 'clusters.orders.nodes.s1.url', 'postgres://'],
  ['      s2: { port: 1 }', 'clusters.orders.nodes.s2', 'a host'],
  ['      s3: { url: "postgres://u:hush@h/d?speed=9" }', 'clusters.orders.nodes.s3.url', '"speed"'],
  ['      s4: { host: db1 }', 'clusters.orders.nodes.s4', 'same server'],
  ['      S4: { host: db4, sslmode: maybe }', 'clusters.orders.nodes.S4', 'case alone'],
];

describe('a configuration with twenty mistakes', () => {
  const told = messages(mistakes.map(([line]) => line).join('\n'), { SLACK_BOT_TOKEN: 'hush' });
  const wanted = mistakes.filter(([, path]) => path !== '');

  it.each(wanted)('%s', (line, path, says) => {
    const number = mistakes.findIndex(([other]) => other === line) + 1;
    const mine = told.filter((text) => text.startsWith(`${path} (pgrepl.yaml:${number}): `));
    expect(mine.join('\n'), told.join('\n')).toContain(says);
  });

  it('tells them all at once, and those of the environment', () => {
    expect(wanted.length).toBeGreaterThanOrEqual(20);
    expect(told.length).toBeGreaterThanOrEqual(wanted.length + 1);
    expect(told.join('\n')).toContain('SLACK_BOT_TOKEN: this must be');
  });

  it('shows no secret', () => {
    expect(told.join('\n')).not.toContain('hush');
  });
});

describe('what is no YAML', () => {
  it('is told with its line', () => {
    expect(messages('clusters:\n  orders: {\n')[0]).toContain('not valid YAML');
  });

  it('never shows the secret beside the mistake', () => {
    expect(messages('clusters: { a: { password: "hush }\n').join('\n')).not.toContain('hush');
  });
});

describe('an empty file', () => {
  it('is asked for clusters', () => {
    expect(messages('').join('\n')).toContain('clusters: is missing: list the clusters by name');
  });
});
