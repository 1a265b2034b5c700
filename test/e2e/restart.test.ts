import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { Installation } from './support/installation.js';
import {
  incidentNameIn,
  isOpen,
  isResolved,
  replies,
  roots,
  said,
  theRoot,
  type Seen,
} from './support/messages.js';
import { restore } from './support/restore.js';

const isNamed = (message: Seen): boolean => incidentNameIn(message) !== undefined;

describe('an incident', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let installation: Installation;
  /** What its first message calls the loss. */
  let name: string | undefined;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } });
  });

  afterAll(() => cluster.stop());

  beforeEach(async () => {
    installation = await Installation.make({ lab: cluster });
    await installation.start();
  });

  afterEach(async () => {
    await installation.remove();
    await restore(cluster);
  });

  /** The loss of s1, as Slack shows it. */
  const lost = async (): Promise<Seen> => {
    await cluster.node('s1').kill();
    const { slack } = installation;
    const root = await theRoot(slack, 'is there', (message) => isOpen(message) && isNamed(message));
    name = incidentNameIn(root);
    return root;
  };

  const resolvedInPlace = async (root: Seen): Promise<void> => {
    const { slack } = installation;
    await theRoot(slack, 'is resolved', isResolved);
    await slack.waitUntil(
      () => replies(slack, root).some(({ text }) => text.startsWith('Resolved after ')),
      'its thread tells the end',
    );
    expect(
      roots(slack).map(({ ts }) => ts),
      said(slack),
    ).toEqual([root.ts]);
    expect(incidentNameIn(root)).toBe(name);
  };

  it.each(['stop', 'kill'] as const)('goes on after a restart (%s)', async (how) => {
    const root = await lost();
    await installation.program[how]();
    await installation.start();
    await cluster.node('s1').start();
    await resolvedInPlace(root);
  });

  it.each(['stop', 'kill'] as const)(
    'that ends meanwhile is resolved after it (%s)',
    async (how) => {
      const root = await lost();
      await installation.program[how]();
      await cluster.node('s1').start();
      await cluster.waitStreaming('s1');
      await installation.start();
      await resolvedInPlace(root);
    },
  );

  it('ends, without being called resolved, when its cluster is called otherwise', async () => {
    const root = await lost();
    await installation.program.stop();
    await installation.start((config) => config.replace('"orders":', '"bookings":'));
    const { slack } = installation;
    await slack.waitUntil(() => {
      const [first] = roots(slack).filter(({ ts }) => ts === root.ts);
      return first?.text.includes('when pgrepl stopped watching this cluster') === true;
    }, 'its first message says that nobody looks any more');
    await slack.waitUntil(
      () => replies(slack, root).some(({ text }) => text.includes('no longer watches orders')),
      'its thread says why',
    );
    const open = await installation.run('incidents', 'open');
    expect(open.out).not.toContain(String(name));
  });

  it('outlives a pgrepl that is killed again and again, also while it starts', async () => {
    const root = await lost();
    for (const aliveMs of [0, 150, 300, 450, 600]) {
      await installation.program.kill();
      await installation.startFor(aliveMs);
    }
    await installation.program.kill();
    await installation.start();
    await cluster.node('s1').start();
    await resolvedInPlace(root);
  });

  it('comes back as the same one after a restart', async () => {
    const root = await lost();
    await cluster.node('s1').start();
    await resolvedInPlace(root);
    await installation.program.stop();
    await cluster.node('s1').kill();
    await installation.start();
    await theRoot(installation.slack, 'is open again', isOpen);
    expect(roots(installation.slack).map(({ ts }) => ts)).toEqual([root.ts]);
  });

  it('is not what another one is: numbers go on after a restart', async () => {
    await lost();
    await installation.program.kill();
    await installation.start();
    await cluster.node('s2').kill();
    const second = await theRoot(
      installation.slack,
      'is about s2',
      ({ text }) => text.includes('s2') && !text.includes('s1'),
    );
    expect(incidentNameIn(second)).toMatch(/^INC-\d+$/);
    expect(incidentNameIn(second)).not.toBe(name);
    expect(roots(installation.slack)).toHaveLength(2);
  });
});
