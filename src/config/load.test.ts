import { describe, expect, it } from 'vitest';
import { good, messages } from './testing/loaded.js';

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

  it('reads a system identifier as it is written, and refuses one that has lost its end', () => {
    const config = good(
      "clusters: { o: { system_identifier: '7439283746112233445', nodes: { a: { host: a } } } }",
    );
    expect(config.clusters[0]?.systemIdentifier).toBe('7439283746112233445');
    const bare =
      'clusters: { o: { system_identifier: 7439283746112233445, nodes: { a: { host: a } } } }';
    const problems = messages(bare);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('in quotes');
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

describe('YAML with all it can do', () => {
  it('may be written with anchors, aliases and merges', () => {
    const config = good(`
defaults: &d { user: watcher }
clusters:
  orders: { nodes: { a: &a { host: h1, password: p }, b: { <<: *a, host: h2 } } }
`);
    const [, b] = config.clusters[0]?.nodes ?? [];
    expect(b?.connection).toMatchObject({ host: 'h2', password: 'p', user: 'watcher' });
  });

  it.each([
    ['an alias without an anchor', 'clusters: *nothing', 'not valid YAML'],
    ['a key that is there twice', 'clusters: {}\nclusters: {}', 'Map keys must be unique'],
    ['a second document', 'clusters: {}\n---\nclusters: {}', 'a second document begins here'],
    [
      'a bomb',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(99)}]\nc: [${'*b,'.repeat(99)}]`,
      'not valid YAML',
    ],
    ['a list', '- clusters', 'write a block of'],
  ])('%s is a mistake, not a crash', (_, text, says) => {
    expect(messages(text).join('\n')).toContain(says);
  });
});
