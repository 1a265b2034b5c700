import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { allocatePort } from '../../lab/postgres/ports.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { Installation } from './support/installation.js';

describe('health, as a supervisor sees it', () => {
  let cluster: LabCluster<'pg1' | 's1'>;
  let installation: Installation;
  let port: number;

  beforeAll(async () => {
    port = await allocatePort();
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
    installation = await Installation.make({
      lab: cluster,
      setting: { file: { http: { host: '127.0.0.1', port } } },
    });
    await installation.start();
  });

  afterAll(async () => {
    await installation.remove();
    await cluster.stop();
  });

  const ask = (path: string, method = 'GET'): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { method });

  const isStatus = async (path: string, status: number): Promise<void> => {
    await waitUntil(`${path} answers ${status}`, async () => (await ask(path)).status === status);
  };

  /** A sample of the metrics; undefined if there is none. */
  const sample = async (name: string): Promise<number | undefined> => {
    const text = await (await ask('/metrics')).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  };

  const isSample = async (name: string, value: number | undefined): Promise<void> => {
    await waitUntil(`${name} is ${value ?? 'not there'}`, async () => {
      return (await sample(name)) === value;
    });
  };

  it('is good while everything is there', async () => {
    await isStatus('/healthz', 200);
    await isStatus('/readyz', 200);
    expect(await (await ask('/readyz')).json()).toEqual({ ok: true, problems: [] });
    expect((await ask('/metrics')).headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await sample('pgrepl_store_up')).toBe(1);
    expect(await sample('pgrepl_slack_up')).toBe(1);
    // The first look may have ended without a node that took its time, and a standby may just then
    // not have what the primary writes by itself.
    await isSample('pgrepl_node_up{cluster="orders",node="s1"}', 1);
    await isSample('pgrepl_replay_lag_bytes{cluster="orders",node="s1"}', 0);
    expect(await sample('pgrepl_replay_lag_bytes{cluster="orders",node="pg1"}')).toBeUndefined();
    expect((await ask('/')).status).toBe(404);
    expect((await ask('/healthz', 'POST')).status).toBe(405);
  });

  it('stays good when a node is lost: that is for Slack, and for the metrics', async () => {
    await cluster.node('s1').kill();
    await isSample('pgrepl_node_up{cluster="orders",node="s1"}', 0);
    // Nothing is claimed of its lag any more.
    await isSample('pgrepl_replay_lag_bytes{cluster="orders",node="s1"}', undefined);
    await waitUntil(
      'the metrics show the incident',
      async () =>
        (await sample('pgrepl_open_incidents{cluster="orders",severity="warning"}')) === 1 ||
        (await sample('pgrepl_open_incidents{cluster="orders",severity="critical"}')) === 1,
    );
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(200);
    await cluster.node('s1').start();
  });

  it('says that Slack is away, and that pgrepl watches all the same', async () => {
    installation.slack.outage(true);
    await isStatus('/readyz', 503);
    expect(await (await ask('/readyz')).json()).toEqual({
      ok: false,
      problems: ['Slack does not take messages'],
    });
    expect((await ask('/healthz')).status).toBe(200);
    expect(await sample('pgrepl_slack_up')).toBe(0);
    installation.slack.outage(false);
    await isStatus('/readyz', 200);
  });

  it('says that the store is away, and is good again when it is back', async () => {
    await cluster.node('s1').kill();
    // pgrepl starts it again in a moment: without this file that fails, for as long as it takes to look.
    const control = join(installation.place.storeDirectory, 'data', 'global', 'pg_control');
    await rename(control, `${control}.away`);
    await installation.place.killStore();
    await isStatus('/readyz', 503);
    expect((await ask('/healthz')).status).toBe(200);
    await rename(`${control}.away`, control);
    await isStatus('/readyz', 200);
    await isSample('pgrepl_unrecorded_changes', 0);
    await cluster.node('s1').start();
  });

  it('is not there any more once pgrepl has stopped', async () => {
    expect((await installation.program.stop()).code).toBe(0);
    await expect(ask('/healthz')).rejects.toThrow();
  });

  it('says at the start that its port is taken, and ends', async () => {
    await installation.start();
    const second = await installation.run('start');
    expect(second.code).toBe(1);
    expect(second.err).not.toMatch(/\n\s+at /);
  });
});
