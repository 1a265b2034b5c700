import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { shown } from './support/messages.js';
import { Scene } from './support/scene.js';

describe('a Socket Mode connection', () => {
  let cluster: LabCluster<'pg1'>;
  let scene: Scene;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {} } });
    scene = await Scene.open({ lab: cluster });
  });

  afterAll(async () => {
    await scene.close();
    await cluster.stop();
  });

  const isAnswered = async (): Promise<boolean> => {
    const asked = await scene.slack.as('dba').command('/pgrepl', 'status orders', '#orders');
    return asked.acked && shown(await asked.response()).includes('pg1');
  };

  it.each([
    [
      'asked to be opened anew',
      (): void => {
        scene.slack.requestDisconnect('refresh_requested');
      },
    ],
    [
      'warned of its end',
      (): void => {
        scene.slack.requestDisconnect('warning');
      },
    ],
    [
      'cut',
      (): void => {
        scene.slack.disconnectSockets();
      },
    ],
  ] as const)('that is %s is there again within seconds', async (_, disturb) => {
    expect(await isAnswered()).toBe(true);
    const opened = scene.slack.calls('apps.connections.open').length;
    disturb();
    await waitUntil('a connection is opened anew', () => {
      return (
        scene.slack.calls('apps.connections.open').length > opened &&
        scene.slack.connections() === 1
      );
    });
    expect(await isAnswered()).toBe(true);
  });

  it('comes back after an outage, and no command is answered twice', async () => {
    scene.slack.outage(true);
    await waitUntil('the connection is gone', () => scene.slack.connections() === 0);
    const refused = await scene.slack.as('dba').command('/pgrepl', 'help', '#orders');
    expect(refused.acked).toBe(false);
    scene.slack.outage(false);
    await scene.slack.connected(20_000);
    const asked = await scene.slack.as('dba').command('/pgrepl', 'help', '#orders');
    await asked.response();
    expect(asked.responses()).toHaveLength(1);
    expect(scene.pgrepl.fatal).toEqual([]);
  });
});
