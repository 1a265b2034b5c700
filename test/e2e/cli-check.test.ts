import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { allocatePort } from '../../lab/postgres/ports.js';
import { type LocalSlack, startLocalSlack } from '../../lab/slack/local-slack.js';
import { Program, type Ended } from './support/child.js';
import { configText, environmentFor, type ClusterSetting } from './support/configuration.js';
import { makePlace, type Place } from './support/place.js';

const nodePassword = 'planted-in-a-node-url';
const rolePassword = 'planted-for-a-role';
const storePassword = 'planted-in-the-store-url';
const ambientPassword = 'planted-in-pgpassword';

let cluster: LabCluster<'pg1' | 's1'>;
let slack: LocalSlack;
let place: Place;

interface Changes {
  readonly orders?: Omit<ClusterSetting, 'lab'>;
  readonly slack?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
}

const unknownToken = 'xoxb-1-planted-and-unknown';

function keepsSecrets({ out, err }: Ended): void {
  const { botToken, appToken, signingSecret } = slack.app;
  const planted = [nodePassword, rolePassword, storePassword, ambientPassword, unknownToken];
  for (const secret of [...planted, botToken, appToken, signingSecret]) {
    expect(out + err).not.toContain(secret);
  }
}

/** Runs `pgrepl check`, which shows no secret whatever it finds. */
async function check(changes: Changes = {}): Promise<Ended> {
  const environment = {
    ...environmentFor(slack),
    PGPASSWORD: ambientPassword,
    ...changes.environment,
  };
  const config = configText({
    clusters: { orders: { lab: cluster, ...changes.orders } },
    slack: { mode: 'socket', ...changes.slack },
  });
  const ended = await (await Program.run({ place, config, environment }, 'check')).ended;
  keepsSecrets(ended);
  return ended;
}

/** The line that says so, and what is to be done about it. */
function found(text: string, pattern: RegExp): { readonly line: string; readonly remedy: string } {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => pattern.test(line));
  expect(index, `${String(pattern)} in:\n${text}`).toBeGreaterThanOrEqual(0);
  const next = lines[index + 1] ?? '';
  return { line: lines[index] ?? '', remedy: next.startsWith('         ') ? next.trim() : '' };
}

const failures = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith('  FAIL '));

beforeAll(async () => {
  [cluster, slack, place] = await Promise.all([
    startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } }),
    startLocalSlack({ apps: [{ name: 'pgrepl', manifest: 'manifests/pgrepl.socket-mode.yaml' }] }),
    makePlace(),
  ]);
  const primary = cluster.node('pg1');
  await primary.sql("SET password_encryption = 'scram-sha-256'");
  await primary.sql("CREATE ROLE scram LOGIN PASSWORD 'the-right-one' IN ROLE pg_monitor");
  await primary.writeFile(
    'pg_hba.conf',
    'host all scram 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n',
  );
  await primary.sql('SELECT pg_reload_conf()');
});

afterAll(async () => {
  await Program.endAll();
  await slack.stop();
  await place.remove();
  await cluster.stop();
});

it('finds that everything works, posts nothing and leaves nothing running', async () => {
  const url = `postgres://pgrepl_monitor:${nodePassword}@127.0.0.1:${cluster.node('pg1').port}/postgres`;
  const { port: standbyPort } = cluster.node('s1');
  const config = configText({
    clusters: { orders: { lab: cluster } },
    slack: { mode: 'socket' },
  });
  // The primary by its URL, the standby by host and port.
  const file = JSON.parse(config) as { clusters: { orders: Record<string, unknown> } };
  const { user, ...rest } = file.clusters.orders;
  const nodes = { pg1: { url }, s1: { host: '127.0.0.1', port: standbyPort, user } };
  const environment = { ...environmentFor(slack), PGPASSWORD: ambientPassword };
  const text = JSON.stringify({ ...file, clusters: { orders: { ...rest, nodes } } });
  const program = await Program.run({ place, config: text, environment }, 'check');
  const ended = await program.ended;
  const { code, out, err } = ended;
  keepsSecrets(ended);
  expect(err).toBe('');
  expect(failures(out)).toEqual([]);
  expect(out).toContain('Everything works.');
  expect(code).toBe(0);
  expect(out).toMatch(/ok +pg1 is the primary/);
  expect(out).toMatch(/ok +s1: PostgreSQL 18/);
  expect(slack.calls('chat.postMessage')).toEqual([]);
  expect(await place.storePid()).toBeUndefined();
});

describe('check fails and says what to do about', () => {
  it('a wrong password', async () => {
    const nodes = { pg1: { user: 'scram', password: rolePassword } };
    const { code, out } = await check({ orders: { nodes } });
    expect(code).toBe(1);
    const { line, remedy } = found(out, /pg1: authentication/);
    expect(line).toMatch(/^ {2}FAIL /);
    expect(remedy).toContain('Check the password of scram');
    expect(remedy).toContain('pg_hba.conf');
  });

  it('a node that is down', async () => {
    await cluster.node('s1').stop();
    try {
      const { code, out } = await check();
      expect(code).toBe(1);
      expect(failures(out)).toHaveLength(1);
      expect(found(out, /FAIL s1: refused/).remedy).toContain('Start PostgreSQL there');
    } finally {
      await cluster.node('s1').start();
    }
  });

  it('a bot token that Slack refuses', async () => {
    const { code, out } = await check({
      environment: { SLACK_BOT_TOKEN: unknownToken },
    });
    expect(code).toBe(1);
    const { remedy } = found(out, /FAIL Slack refuses the bot token: invalid_auth/);
    expect(remedy).toContain('SLACK_BOT_TOKEN');
  });

  it('tokens that are not set', async () => {
    const { code, out } = await check({
      environment: { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' },
    });
    expect(code).toBe(1);
    expect(found(out, /FAIL SLACK_BOT_TOKEN is not set/).remedy).toContain('xoxb-');
    expect(found(out, /FAIL SLACK_APP_TOKEN is not set/).remedy).toContain('xapp-');
  });

  it('scopes that are missing', async () => {
    const narrow = await startLocalSlack({
      apps: [
        {
          name: 'pgrepl',
          manifest: {
            display_information: { name: 'pgrepl' },
            oauth_config: {
              scopes: { bot: ['chat:write', 'commands', 'channels:read', 'groups:read'] },
            },
            settings: { socket_mode_enabled: true },
          },
        },
      ],
    });
    try {
      const { code, out } = await check({ environment: environmentFor(narrow) });
      expect(code).toBe(1);
      const { line, remedy } = found(out, /lacks the scopes/);
      expect(line).toContain(
        'app_mentions:read, channels:history, files:write, groups:history, usergroups:read, users:read',
      );
      expect(remedy).toMatch(/manifests\/.*reinstall/);
    } finally {
      await narrow.stop();
    }
  });

  it.each([
    ['#nowhere', /FAIL The channel #nowhere \(orders\) does not exist/],
    ['#general', /FAIL pgrepl is not in #general/],
  ])('the channel %s', async (channel, said) => {
    const { code, out } = await check({ orders: { keys: { channel } } });
    expect(code).toBe(1);
    expect(found(out, said).remedy).toContain('/invite @pgrepl');
  });

  it('a store that does not answer', async () => {
    const port = await allocatePort();
    const url = `postgres://pgrepl:${storePassword}@127.0.0.1:${port}/pgrepl`;
    const { code, out } = await check({ environment: { PGREPL_STORE_URL: url } });
    expect(code).toBe(1);
    expect(failures(out)).toHaveLength(1);
    const { line } = found(out, /FAIL .*store/i);
    expect(line).toContain(`127.0.0.1:${port}/pgrepl`);
  });

  it('a store inside a cluster that it watches', async () => {
    const { serverPort } = cluster.node('pg1');
    const url = `postgres://postgres:${storePassword}@127.0.0.1:${serverPort}/postgres`;
    const { code, out } = await check({ environment: { PGREPL_STORE_URL: url } });
    expect(code).toBe(1);
    expect(failures(out)).toHaveLength(1);
    const { remedy } = found(out, /FAIL the store lives in orders, a cluster that it watches/);
    expect(remedy).toContain('Use the embedded store');
    const [row] = await cluster.sql("SELECT to_regnamespace('pgrepl') IS NULL AS untouched");
    expect(row).toEqual({ untouched: true });
  });
});

it('warns of a role that sees too little, with the grant to run, and lets it pass', async () => {
  const { code, out } = await check({ orders: { keys: { user: 'pgrepl_plain' } } });
  const { line, remedy } = found(out, /pg1: pgrepl_plain sees only the outline/);
  expect(line).toMatch(/^ {2}warn /);
  expect(remedy).toContain('GRANT pg_monitor TO pgrepl_plain;');
  expect(out).toContain('Everything works, with 2 warnings.');
  expect(code).toBe(0);
});

describe('check tries the role that acts', () => {
  const acting = (user: string): Changes => ({
    orders: { keys: { operations: { user, password: rolePassword } } },
  });

  beforeAll(async () => {
    const primary = cluster.node('pg1');
    await primary.sql('CREATE ROLE "Acting" LOGIN IN ROLE pg_monitor');
    await waitUntil('the standby has the role', async () => {
      const query = "SELECT FROM pg_roles WHERE rolname = 'Acting'";
      return (await cluster.node('s1').sql(query)).length === 1;
    });
  });

  it('and says which grants it lacks; with them it lacks nothing', async () => {
    const before = await check(acting('Acting'));
    expect(before.code).toBe(0);
    const { line, remedy } = found(before.out, /in operations Acting may not /);
    expect(line).toMatch(/^ {2}warn pg1 and s1: .*set primary_conninfo, .*; create and drop slots/);
    const [where, grants = ''] = remedy.split(/(?<=database postgres): /);
    expect(where).toContain('On the primary');
    await cluster.node('pg1').sql(grants);
    await waitUntil('the standby has them too', async () => {
      const query = "SELECT FROM pg_roles WHERE rolname = 'Acting' AND rolreplication";
      return (await cluster.node('s1').sql(query)).length === 1;
    });
    const after = await check(acting('Acting'));
    expect(after.code).toBe(0);
    expect(after.out).toMatch(/ok +pg1 and s1: Acting may do all that operations take\./);
  });

  it('and fails where it does not get in', async () => {
    const { code, out } = await check(acting('nobody'));
    expect(code).toBe(1);
    const { line, remedy } = found(out, /operations can't act as nobody/);
    expect(line).toMatch(/^ {2}FAIL pg1 and s1: .*role "nobody" does not exist/);
    expect(remedy).toContain('user, password or database under operations');
  });
});
