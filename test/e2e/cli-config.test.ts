import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program, type Ended } from './support/child.js';
import { makePlace, type Place } from './support/place.js';

/** Stands wherever a secret may stand. */
const secret = 'planted-secret';

let place: Place;

beforeEach(async () => {
  place = await makePlace();
});

afterEach(async () => {
  await Program.endAll();
  await place.remove();
});

async function run(
  command: readonly string[],
  config: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const ended = await (await Program.run({ place, config, environment }, ...command)).ended;
  expect(ended.out + ended.err).not.toContain(secret);
  return ended;
}

const mistaken = `
slack:
  mode: carrier-pigeon
  channel: "no hash"
  fallback_chanel: "#pg-alerts"
  listen: { port: 70000 }
store: { url: "postgres://pgrepl:${secret}@db9/pgrepl", directory: store }
log_level: loud
http: { port: "8080" }
pasword: ${secret}
defaults:
  schedule: "every second"
  deadline: 1ms
  thresholds: { lag_bytes: { warning: lots }, lag_clear_ratio: 2, lag_for: soon }
clusters:
  pgrepl: { nodes: {} }
  "two words": { channel: "#x", nodes: { a: { host: db1 } } }
  orders:
    sync: { required: 2, eligible: 1, synchronous_commit: always }
    thresholds: { lag_time: { warning: 10s, critical: 1s } }
    nodes:
      pg1: { url: "postgres://pgrepl:${secret}@127.0.0.1:99999/postgres" }
      s1: { host: "postgres://pgrepl:${secret}@db2", port: 0 }
      s2: { sslmode: sometimes }
      s3: { host: db3, pasword: ${secret}, password: 12345678 }
      s4: { host: db3, user: "\${NOT_SET}" }
  ORDERS: { nodes: { z: { host: db7, url: "postgres://db8" } } }
`;

describe('a configuration with many mistakes', () => {
  const environment = {
    SLACK_BOT_TOKEN: `xapp-${secret}`,
    SLACK_APP_TOKEN: secret,
    SLACK_API_URL: `ftp://pgrepl:${secret}@slack`,
    PGREPL_STORE_URL: `mysql://pgrepl:${secret}@db9`,
  };
  const places = [
    ['slack.mode', 'carrier-pigeon'],
    ['slack.channel', 'no hash'],
    ['slack.fallback_chanel', 'did you mean "fallback_channel"?'],
    ['slack.listen.port', '70000'],
    ['store', 'one of the two'],
    ['log_level', 'loud'],
    ['http.port', 'from 1 to 65535'],
    ['pasword', 'not a key'],
    ['defaults.schedule', 'every second'],
    ['defaults.deadline', '1ms'],
    ['defaults.thresholds.lag_bytes.warning', 'lots'],
    ['defaults.thresholds.lag_clear_ratio', 'between 0 and 1'],
    ['defaults.thresholds.lag_for', 'soon'],
    ['clusters.pgrepl', 'itself'],
    ['clusters.pgrepl.nodes', 'at least one node'],
    ['clusters.two words', 'a name is a word'],
    ['clusters.orders.sync.eligible', 'commits would always hang'],
    ['clusters.orders.sync.synchronous_commit', 'always'],
    ['clusters.orders.thresholds.lag_time', 'not above the critical bound'],
    ['clusters.orders.nodes.pg1.url', ''],
    ['clusters.orders.nodes.s1.host', 'a URL is written as url'],
    ['clusters.orders.nodes.s1.port', 'from 1 to 65535'],
    ['clusters.orders.nodes.s2.sslmode', 'choose one of'],
    ['clusters.orders.nodes.s2', 'write a host'],
    ['clusters.orders.nodes.s3.pasword', 'did you mean "password"?'],
    ['clusters.orders.nodes.s3.password', 'write the password'],
    ['clusters.orders.nodes.s4', 'is the same server'],
    ['clusters.orders.nodes.s4.user', '${NOT_SET}'],
    ['clusters.ORDERS', 'in case alone'],
    ['clusters.ORDERS.nodes.z', 'not both'],
    ['SLACK_BOT_TOKEN', 'xoxb-'],
    ['SLACK_APP_TOKEN', 'xapp-'],
    ['SLACK_API_URL', 'https://'],
    ['PGREPL_STORE_URL', 'postgres://'],
  ] as const;

  it.each(['check', 'status', 'lag', 'start'])(
    'shows them all at once to %s, and no secret',
    async (command) => {
      const { code, out, err } = await run([command], mistaken, environment);
      expect(code).toBe(2);
      expect(out).toBe('');
      const lines = err.trimEnd().split('\n');
      for (const [path, said] of places) {
        const matching = lines.filter(
          (line) => line.startsWith(`${path} (`) || line.startsWith(`${path}: `),
        );
        expect(matching.length, `${path} in:\n${err}`).toBeGreaterThan(0);
        expect(matching.join('\n')).toContain(said);
      }
      expect(lines.length - 1).toBeGreaterThanOrEqual(places.length);
      expect(lines.at(-1)).toBe(`There are ${lines.length - 1} mistakes in the configuration.`);
      expect(existsSync(place.storeDirectory)).toBe(false);
    },
  );

  it('that is not there at all is said in one line', async () => {
    const { code, err } = await run(['--config', 'nowhere.yaml', 'status'], mistaken);
    expect(code).toBe(2);
    expect(err).toContain("nowhere.yaml can't be read");
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
