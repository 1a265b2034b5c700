import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { AuditRecord } from '../../src/incidents/record.js';
import { shown } from './support/messages.js';
import type { Place } from './support/place.js';
import { Scene } from './support/scene.js';

describe.each(['socket', 'http'] as const)('people whom pgrepl does not answer (%s)', (way) => {
  let cluster: LabCluster<'pg1'>;
  let scene: Scene;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {} } });
    scene = await Scene.open({ lab: cluster, way });
  });

  afterAll(async () => {
    await scene.close();
    await cluster.stop();
  });

  const refusals: readonly (readonly [string, string, string, string])[] = [
    ['guest', '#lobby', 'guest', 'slack:T0LABTEAM/U0GUEST'],
    ['partner', '#ext-partner', 'other-team', 'slack:T0ELSEWHERE/U0FOREIGN'],
    ['former', '#general', 'deactivated', 'slack:T0LABTEAM/U0FORMER'],
  ];

  it.each(refusals)(
    '%s is refused privately, and it is on record',
    async (who, channel, reason, actor) => {
      const { slack, place } = scene;
      const asked = await slack.as(who).command('/pgrepl', 'status orders', channel);
      const answer = await asked.response();
      expect(answer.ephemeralFor).toBe(slack.as(who).user.id);
      expect(shown(answer)).not.toContain('pg1');
      await waitUntil('the refusal is on record', async () =>
        (await denials(place)).some((denial) => denial.actor === actor),
      );
      const entry = (await denials(place)).find((each) => each.actor === actor);
      expect(entry).toMatchObject({
        action: 'access.denied',
        subject: 'command status',
        result: 'denied',
        detail: { reason },
      });
    },
  );

  it('are all those of whom Slack can tell nothing just now', async () => {
    const { slack, place } = scene;
    const fault = slack.faults.add({ kind: '500', match: { method: 'users.info' }, times: 9 });
    const asked = await slack.as('sre').command('/pgrepl', 'status orders', '#orders');
    expect(shown(await asked.response())).toContain('try again in a moment');
    fault.remove();
    const again = await slack.as('sre').command('/pgrepl', 'status orders', '#orders');
    expect(shown(await again.response())).toContain('pg1');
    await waitUntil('the refusal is on record', async () =>
      (await denials(place)).some(({ detail }) => detail['reason'] === 'lookup-failed'),
    );
  });
});

async function denials(place: Place): Promise<readonly AuditRecord[]> {
  return (await place.audit())
    .map(({ record }) => record)
    .filter(({ result }) => result === 'denied');
}
