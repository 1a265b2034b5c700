import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import type { AuditEntry } from '../../src/store/index.js';
import {
  isOpen,
  isResolved,
  raw,
  replies,
  roots,
  said,
  shown,
  theRoot,
} from './support/messages.js';
import { Scene } from './support/scene.js';

const agreed = 'FIRST 1 (s1, s2)';
const turned = 'FIRST 1 (s2, s1)';
const button = 'accept_contract';

let cluster: LabCluster<'pg1' | 's1' | 's2'>;
let scene: Scene;

beforeAll(async () => {
  cluster = await startCluster({
    synchronousStandbyNames: agreed,
    nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
  });
});

afterAll(() => cluster.stop());

afterEach(async () => {
  await scene.close();
  await cluster.setSynchronousStandbyNames(agreed);
});

interface Contract {
  readonly source: string;
  readonly names: string;
}

async function contractOnRecord(): Promise<Contract | null> {
  const rows = await scene.place.sql<{ contract: Contract | null }>(
    "SELECT contract FROM pgrepl.cluster_memory WHERE cluster = 'orders'",
  );
  return rows[0]?.contract ?? null;
}

const auditOf = async (action: string): Promise<readonly AuditEntry[]> =>
  (await scene.place.audit()).filter((entry) => entry.record.action === action);

describe('a sync contract that was learned', () => {
  const begin = async (): Promise<void> => {
    scene = await Scene.open({ lab: cluster });
    await waitUntil('the contract is learned', async () => (await contractOnRecord()) !== null);
    expect(await contractOnRecord()).toMatchObject({ source: 'learned', names: agreed });
  };

  it('is replaced by the present state when a member accepts it, also for the next pgrepl', async () => {
    await begin();
    const { slack } = scene;
    await cluster.setSynchronousStandbyNames(turned);
    const root = await theRoot(
      slack,
      'offers to accept',
      (message) => isOpen(message) && raw(message).includes(button),
    );
    expect(shown(root)).toContain('Accept as the new contract');
    expect(shown(root)).toContain('FIRST 1 (s2, s1)');

    const clicked = await slack.as('sre').click(root, button);
    expect(shown(await clicked.response())).toContain('is its contract now');
    const resolved = await theRoot(slack, 'is resolved', isResolved);
    expect(resolved.ts).toBe(root.ts);
    expect(raw(resolved)).not.toContain(button);
    expect(await auditOf('contract.accept')).toMatchObject([
      {
        record: {
          actor: 'slack:T0LABTEAM/U0SRE',
          cluster: 'orders',
          result: 'done',
          detail: { contract: { source: 'accepted', names: turned } },
        },
      },
    ]);

    await scene.pgrepl.saidAll();
    await scene.stop();
    await scene.start();
    await scene.pgrepl.well();
    expect(await contractOnRecord()).toMatchObject({ source: 'accepted', names: turned });
    await scene.pgrepl.saidAll();
    expect(
      roots(slack).map(({ ts }) => ts),
      said(slack),
    ).toEqual([root.ts]);
    expect(roots(slack).every(isResolved)).toBe(true);

    // What was agreed before is the departure now.
    await cluster.setSynchronousStandbyNames(agreed);
    const back = await theRoot(slack, 'is open again', isOpen);
    expect(shown(back)).toContain('accepted contract');
  });

  it('stays when a guest clicks: refused, and on record', async () => {
    await begin();
    const { slack } = scene;
    slack.admin.invite('#orders', 'guest');
    await cluster.setSynchronousStandbyNames(turned);
    const root = await theRoot(
      slack,
      'offers to accept',
      (message) => isOpen(message) && raw(message).includes(button),
    );
    const clicked = await slack.as('guest').click(root, button);
    const answer = await clicked.response();
    expect(answer.ephemeralFor).toBe('U0GUEST');
    expect(shown(answer)).toContain('you are a guest here');
    await waitUntil(
      'the refusal is on record',
      async () => (await auditOf('access.denied')).length > 0,
    );
    expect(await auditOf('access.denied')).toMatchObject([
      {
        record: {
          actor: 'slack:T0LABTEAM/U0GUEST',
          subject: `click ${button}`,
          result: 'denied',
          detail: { reason: 'guest' },
        },
      },
    ]);
    expect(await auditOf('contract.accept')).toEqual([]);
    expect(await contractOnRecord()).toMatchObject({ source: 'learned', names: agreed });
    expect(roots(slack).every(isOpen)).toBe(true);
    // Undone, it ends by itself.
    await cluster.setSynchronousStandbyNames(agreed);
    const resolved = await theRoot(slack, 'is resolved', isResolved);
    await waitUntil('its thread tells the end', () => replies(slack, resolved).length > 0);
  });
});

it('a sync contract that is declared offers no other, and says where to change it', async () => {
  scene = await Scene.open({
    lab: cluster,
    orders: { keys: { sync: { required: 1, eligible: 2 } } },
  });
  const { slack } = scene;
  await cluster.setSynchronousStandbyNames('');
  const root = await theRoot(slack, 'is there', isOpen);
  expect(raw(root)).not.toContain(button);
  expect(shown(root)).toContain("change the cluster's `sync` in pgrepl's configuration");
  expect(shown(root)).not.toContain('accept');
  await cluster.setSynchronousStandbyNames(agreed);
  await theRoot(slack, 'is resolved', isResolved);
  expect(await auditOf('contract.accept')).toEqual([]);
});
