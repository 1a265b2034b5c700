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

const one = (keys: string): string =>
  messages(`clusters: { o: { nodes: { a: { ${keys} } } } }`).join('\n');

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

describe('values at their limits', () => {
  it.each([
    ['no time to answer', 'deadline: 0s', 'from 10ms to 1min'],
    ['more time than a timer takes', 'deadline: 40d', 'from 10ms to 1min'],
    ['an endless time', `flap_window: ${'9'.repeat(400)}d`, 'up to 30d'],
    ['an endless size', `thresholds: { paused_bytes: ${'9'.repeat(400)}TB }`, '64MB'],
    [
      'a warning above the critical bound',
      'thresholds: { lag_time: { warning: 2min, critical: 1min } }',
      'not above the critical bound',
    ],
    [
      'less time left for a warning than for the critical bound',
      'thresholds: { slot_time_left: { warning: 1min, critical: 2min } }',
      'not below the critical bound',
    ],
    [
      'more files for a warning than for the critical bound',
      'thresholds: { archive_backlog: { warning: 9, critical: 8 } }',
      'not above the critical bound',
    ],
    ['no conflict at all', 'thresholds: { conflicts: 0 }', '1 or more'],
    ['more than is remembered', 'thresholds: { conflicts_within: 2h }', 'from 1s to 1h'],
  ])('%s is a mistake', (_, keys, says) => {
    const text = `clusters: { o: { ${keys}, nodes: { a: { host: h } } } }`;
    expect(messages(text).join('\n')).toContain(says);
  });

  it.each(['pgrepl', 'PgRepl'])('a cluster is not called %s', (name) => {
    const told = messages(`clusters: { ${name}: { nodes: { a: { host: h } } } }`).join('\n');
    expect(told).toContain('speaks of itself');
  });
});

describe('a password with special characters', () => {
  const from = (password: string): LoadResult =>
    load("clusters: { o: { nodes: { a: { url: 'postgres://u:${PW}@h:6000/d' } } } }", {
      PW: password,
    });

  it.each(['p@ss', 'a:b', 'a&b=c', 'ü', 'x y'])('is taken from a variable in a URL: %s', (pw) => {
    const result = from(pw);
    expect(result).toMatchObject({ ok: true });
    const node = result.ok ? result.config.clusters[0]?.nodes[0] : undefined;
    expect(node?.connection).toMatchObject({ host: 'h', port: 6000, password: pw, database: 'd' });
  });

  it.each(['12/hush', '12#hush', '12?hush', 'hush/1', 'hush%', '%zzhush'])(
    'is never taken for something else, and never shown: %s',
    (pw) => {
      const result = from(pw);
      expect(result.ok).toBe(false);
      expect(JSON.stringify(result)).not.toContain('hush');
      expect(JSON.stringify(result)).toContain('password');
    },
  );

  it('is not shown where it stands under the wrong key', () => {
    expect(one("host: 'postgres://u:hush@h/d'")).toMatch(/a URL is written as url/);
    expect(one("host: 'postgres://u:hush@h/d'")).not.toContain('hush');
    expect(one("host: h, sslmode: 'postgres://u:hush@h/d'")).not.toContain('hush');
    expect(messages('slack: { channel: xoxb-12-hush }').join('\n')).not.toContain('hush');
  });
});

describe('when people are told', () => {
  const withKeys = (defaults: string, cluster: string): string => `
defaults: { ${defaults} }
clusters:
  orders: { ${cluster}${cluster === '' ? '' : ', '}nodes: { pg1: { host: db1 } } }
`;

  it('lays the keys of an escalation over those of the defaults', () => {
    const [orders] = good(
      withKeys(
        'escalation: { after: 5min, mention: S0ONCALL }',
        'escalation: { after: 1min, times: 5 }',
      ),
    ).clusters;
    expect(orders?.escalation).toEqual({
      afterMs: 60_000,
      everyMs: 15 * 60_000,
      times: 5,
      mention: 'S0ONCALL',
    });
    expect(
      good(withKeys('escalation: { mention: S0ONCALL }', 'escalation: false')).clusters[0]
        ?.escalation,
    ).toBeNull();
    expect(messages(withKeys('', 'escalation: { after: 5min }')).join()).toContain(
      'say whom to call: mention: S0123ABCD',
    );
    expect(messages(withKeys('escalation: { mention: oncall }', '')).join()).toContain(
      'write the id of a user group, not its name',
    );
  });

  it('reads quiet hours and the time of the digest, with their time zones', () => {
    const [orders] = good(
      withKeys(
        "quiet_hours: { from: '22:00', to: '07:30', time_zone: Europe/Berlin }",
        "digest: { at: '08:00', time_zone: UTC, nothing_to_say: silence }",
      ),
    ).clusters;
    expect(orders?.quietHours).toEqual({ from: 1320, to: 450, timeZone: 'Europe/Berlin' });
    expect(orders?.digest).toEqual({ at: 480, timeZone: 'UTC', nothingToSay: 'silence' });
    const wrong = messages(
      withKeys("digest: { at: '8', time_zone: Berlin }", "quiet_hours: { from: '22:00' }"),
    ).join();
    expect(wrong).toContain('write a time of day such as "22:00"');
    expect(wrong).toContain('write a time zone such as Europe/Berlin');
  });
});
