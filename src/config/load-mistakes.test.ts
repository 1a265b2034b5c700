import { describe, expect, it } from 'vitest';
import { messages } from './testing/loaded.js';

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
