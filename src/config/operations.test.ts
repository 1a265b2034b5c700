import { describe, expect, it } from 'vitest';
import type { AppConfig, ClusterConfig, NodeConfig } from './model.js';
import { secretsOf } from './secrets.js';
import { good, messages } from './testing/loaded.js';

const problems = (text: string, environment: Record<string, string> = {}): string =>
  messages(text, environment).join('\n');

function first(config: AppConfig): ClusterConfig {
  const [cluster] = config.clusters;
  if (cluster === undefined) throw new Error('no cluster');
  return cluster;
}

function node(config: AppConfig, name: string): NodeConfig {
  const found = first(config).nodes.find(({ declaration }) => declaration.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('operations', () => {
  it('are off where nothing is said of them', () => {
    const config = good('clusters: { orders: { nodes: { pg1: { host: db1 } } } }');
    expect(first(config).operations).toBeNull();
    const { acting, connection, commands, replication } = node(config, 'pg1');
    expect(acting).toEqual(connection);
    expect(commands).toEqual({});
    expect(replication).toEqual({
      host: 'db1',
      port: 5432,
      user: null,
      password: null,
      sslMode: null,
    });
  });

  it('are on with an empty section: by SQL, for nobody', () => {
    const config = good('clusters: { orders: { operations: {}, nodes: { pg1: { host: db1 } } } }');
    expect(first(config).operations).toEqual({
      driver: 'sql',
      authority: {
        switchover: { request: [], approve: [] },
        promote: { request: [], approve: [] },
      },
      approvals: 1,
      requesterMayApprove: false,
      expiresAfterMs: 600_000,
      bounds: {
        lagBytes: 16 * 1024 ** 2,
        lagMs: 10_000,
        archiveWarnFiles: 10,
        archiveBlockFiles: 200,
        longTransactionMs: 60_000,
      },
      timeouts: {
        checkpointMs: 300_000,
        stopMs: 30_000,
        receiveMs: 5000,
        promoteMs: 30_000,
        followMs: 60_000,
        rejoinMs: 1_800_000,
        personMs: 900_000,
      },
    });
  });

  it('say who may, how long and how far, the cluster over the defaults', () => {
    const config = good(`
defaults:
  operations:
    driver: command
    switchover: { request: [U0DBA], approve: [S0ONCALL, W0BOSS] }
    approvals: 2
    timeouts: { stop: 10s, person: 1h }
    commands: { start: [start, '{node}'], stop: [stop], control_data: [control] }
clusters:
  orders:
    operations:
      switchover: { request: [U0SRE] }
      promote: { request: [U0DBA], approve: [S0ONCALL] }
      requester_may_approve: true
      expires_after: 90s
      bounds: { lag_bytes: 1MB, lag_time: 2s, archive_block: 5, long_transaction: 5min }
      timeouts: { stop: 20s }
      commands: { stop: [ssh, '{host}', stop], make_standby: [ssh, '{host}', standby, '{upstream_host}'] }
      environment: [PGDATA]
    nodes:
      pg1: { host: db1, commands: { start: [local] } }
`);
    const { operations, commandEnvironment } = first(config);
    expect(operations).toMatchObject({
      driver: 'command',
      authority: {
        switchover: {
          request: [{ kind: 'user', id: 'U0SRE' }],
          approve: [
            { kind: 'group', id: 'S0ONCALL' },
            { kind: 'user', id: 'W0BOSS' },
          ],
        },
        promote: {
          request: [{ kind: 'user', id: 'U0DBA' }],
          approve: [{ kind: 'group', id: 'S0ONCALL' }],
        },
      },
      approvals: 2,
      requesterMayApprove: true,
      expiresAfterMs: 90_000,
      bounds: {
        lagBytes: 1024 ** 2,
        lagMs: 2000,
        archiveWarnFiles: 5,
        archiveBlockFiles: 5,
        longTransactionMs: 300_000,
      },
      timeouts: { stopMs: 20_000, personMs: 3_600_000, promoteMs: 30_000 },
    });
    expect(commandEnvironment).toEqual(['PGDATA']);
    expect(node(config, 'pg1').commands).toEqual({
      start: ['local'],
      stop: ['ssh', '{host}', 'stop'],
      control_data: ['control'],
      make_standby: ['ssh', '{host}', 'standby', '{upstream_host}'],
    });
  });

  it('have a role that acts, with a password of its own', () => {
    const config = good(
      `
clusters:
  orders:
    password: watching
    operations: { user: actor, password: '\${ACTING}', database: admin }
    nodes: { pg1: { host: db1 } }
  billing:
    password: watching
    operations: { user: actor }
    nodes: { pg1: { host: db2, replication: { host: 10.0.0.2, port: 6432, user: repl, password: streams, sslmode: require } } }
  stock:
    password: watching
    operations: { database: admin, replication: { user: repl, password: streams } }
    nodes: { pg1: { host: db3, replication: { user: other } } }
`,
      { ACTING: 'acts' },
    );
    const [orders, billing, stock] = config.clusters.map(({ nodes }) => nodes[0]);
    expect(orders?.acting).toMatchObject({ user: 'actor', password: 'acts', database: 'admin' });
    expect(orders?.connection).toMatchObject({ user: 'pgrepl', password: 'watching' });
    // The monitoring role's password is nobody else's.
    expect(billing?.acting).toMatchObject({ user: 'actor', password: null, database: 'postgres' });
    expect(stock?.acting).toMatchObject({ user: 'pgrepl', password: 'watching' });
    expect(billing?.replication).toEqual({
      host: '10.0.0.2',
      port: 6432,
      user: 'repl',
      password: 'streams',
      sslMode: 'require',
    });
    expect(stock?.replication).toMatchObject({ host: 'db3', user: 'other', password: 'streams' });
    expect(secretsOf(config)).toEqual(['watching', 'acts', 'streams']);
  });

  it('keep to themselves what telling variables hold in commands', () => {
    const config = good(
      `
defaults: { operations: { commands: { fence: [stonith, '--key=\${FENCE_KEY}'] } } }
clusters:
  orders:
    nodes: { pg1: { host: db1, commands: { stop: ['\${BIN}/stop', '\${STOP_TOKEN}', '\${STOP_PASSWORD:-fallback}'] } } }
`,
      { FENCE_KEY: 'fences', BIN: '/usr/bin', STOP_TOKEN: 'stops' },
    );
    expect(node(config, 'pg1').commands['stop']).toEqual(['/usr/bin/stop', 'stops', 'fallback']);
    expect(secretsOf(config)).toEqual(['fences', 'stops', 'fallback']);
  });
});

/** What is wrong in an operations section, where, and what the message must contain. */
const mistakes: readonly (readonly [section: string, path: string, says: string])[] = [
  ['driver: shell', 'driver', 'choose sql or command'],
  ['drivers: sql', 'drivers', 'did you mean "driver"?'],
  ['switchover: { request: ["@anna"] }', 'switchover.request.0', 'Copy member ID'],
  ['switchover: { request: [C0123ABCD] }', 'switchover.request.0', 'write an id, not a name'],
  ['promote: { approve: U0DBA }', 'promote.approve', 'a list of ids'],
  ['promote: { approvers: [U0DBA] }', 'promote.approvers', 'did you mean "approve"?'],
  ['approvals: 0', 'approvals', 'from 1 to 20'],
  ['requester_may_approve: "yes"', 'requester_may_approve', 'write true or false'],
  ['expires_after: 2d', 'expires_after', 'from 1s to 1d'],
  ['bounds: { lag_bytes: 16 }', 'bounds.lag_bytes', '64MB'],
  ['bounds: { archive_warn: 9, archive_block: 3 }', 'bounds', 'not above archive_block'],
  ['bounds: { archive_warn: 1.5 }', 'bounds.archive_warn', 'a number of WAL files'],
  ['timeouts: { stop: 5ms }', 'timeouts.stop', 'from 100ms to 1d'],
  ['timeouts: { stopp: 5s }', 'timeouts.stopp', 'did you mean "stop"?'],
  ['environment: [A B]', 'environment.0', 'name of an environment variable'],
  ['commands: { stop: "systemctl stop" }', 'commands.stop', 'pgrepl runs no shell'],
  ['commands: { stop: [] }', 'commands.stop', 'name the program'],
  ['commands: { stop: [kill, -9] }', 'commands.stop.1', 'put it in quotes'],
  ['commands: { halt: [x] }', 'commands.halt', 'known here: stop, start'],
  ['commands: { stop: [ssh, "{hots}"] }', 'commands.stop.1', 'did you mean {host}?'],
  ['commands: { stop: [x, "{upstream}"] }', 'commands.stop.1', 'no value for stop'],
  ['commands: { rewind: [x, "--s={conninfo}"] }', 'commands.rewind.1', 'standard input'],
  [
    'driver: command',
    '^nodes.pg1.commands',
    'lacks stop, start, control_data, make_standby: with the driver "command"',
  ],
  [
    'switchover: { request: [U0A], approve: [U0A] }',
    'switchover.approve',
    'names nobody besides the requester, and one approval is needed',
  ],
  [
    'approvals: 3, promote: { request: [S0A], approve: [U0A, U0B] }',
    'promote.approve',
    'names 2 people, and 3 approvals are needed',
  ],
  ['promote: { request: [U0A] }', 'promote.approve', 'names nobody, and one approval is'],
];

describe('mistakes in operations', () => {
  it.each(mistakes)('%s', (section, path, says) => {
    const text = `clusters: { orders: { operations: { ${section} }, nodes: { pg1: { host: db1 } } } }`;
    const where = path.startsWith('^')
      ? `clusters.orders.${path.slice(1)}`
      : `clusters.orders.operations.${path}`;
    const told = problems(text).split('\n');
    const mine = told.filter((line) => line.startsWith(`${where} (pgrepl.yaml:1): `));
    expect(mine.join('\n'), told.join('\n')).toContain(says);
  });

  it.each([
    'switchover: { request: [U0A], approve: [U0A] }, requester_may_approve: true',
    'switchover: { request: [U0A, U0B], approve: [U0A, U0B] }',
    'switchover: { request: [U0A], approve: [S0A] }',
    'switchover: { approve: [U0A] }',
    `commands: { stop: [awk, '{print $1}', '{}', '$\${pgdata}', 'a{Host}'] }`,
  ])('are none: %s', (section) => {
    expect(
      problems(
        `clusters: { orders: { operations: { ${section} }, nodes: { pg1: { host: db1 } } } }`,
      ),
    ).toBe('');
  });

  it('are told of nodes and defaults too, once each', () => {
    const told = problems(`
defaults: { operations: { commands: { stop: [x, '{nod}'] } } }
clusters:
  orders:
    nodes:
      pg1: { host: db1, commands: { start: start }, replication: { hots: x } }
      s1: { host: db2, replication: { sslmode: perhaps } }
`);
    expect(told.split('\n')).toEqual([
      expect.stringContaining(
        'defaults.operations.commands.stop.1 (pgrepl.yaml:2): has {nod}',
      ) as string,
      expect.stringContaining(
        'nodes.pg1.commands.start (pgrepl.yaml:6): "start" will not do',
      ) as string,
      expect.stringContaining('nodes.pg1.replication.hots (pgrepl.yaml:6): is not a key') as string,
      expect.stringContaining('nodes.s1.replication.sslmode (pgrepl.yaml:7): "perhaps"') as string,
    ]);
  });

  it('say that what belongs to operations does nothing while they are off', () => {
    const told = problems(
      'clusters: { orders: { nodes: { pg1: { host: db1, commands: { stop: [x] } } } } }',
    );
    expect(told).toContain(
      'nodes.pg1.commands (pgrepl.yaml:1): does nothing while operations are off',
    );
  });

  it('show no secret', () => {
    const told = problems(
      `
clusters:
  orders:
    operations: { password: 7, commands: { stop: 'stop --password=hush \${TOKEN}' } }
    nodes: { pg1: { host: db1, replication: { password: [hush] } } }
`,
      { TOKEN: 'hush' },
    );
    expect(told.split('\n')).toHaveLength(3);
    expect(told).not.toContain('hush');
  });
});
