import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { Program } from './support/child.js';
import { Installation } from './support/installation.js';
import {
  incidentNameIn,
  isOpen,
  isResolved,
  roots,
  said,
  theRoot,
  type Seen,
} from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';

describe('the embedded store', () => {
  let cluster: LabCluster<'pg1' | 's1'>;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
  });

  afterAll(() => cluster.stop());

  afterEach(async () => {
    await Program.endAll();
    await restore(cluster);
  });

  it('is killed just when something happens: the alert goes out, and all of it is on record later', async () => {
    const scene = await Scene.open({ lab: cluster });
    const { slack, place, pgrepl } = scene;
    try {
      const killedPid = await place.storePid();
      await Promise.all([place.killStore(), cluster.node('s1').kill()]);
      const root = await theRoot(slack, 'is there', isOpen);
      await theRoot(slack, 'has its number', (message) => incidentNameIn(message) !== undefined);
      await cluster.node('s1').start();
      await theRoot(slack, 'is resolved', isResolved);
      await pgrepl.saidAll();
      expect(
        roots(slack).map(({ ts }) => ts),
        said(slack),
      ).toEqual([root.ts]);
      await waitUntil('everything is on record', async () => {
        const { incidents, timeline } = await place.record();
        return incidents[0]?.state === 'resolved' && timeline.includes('resolved');
      });
      expect(await place.storePid()).not.toBe(killedPid);
      expect(pgrepl.fatal).toEqual([]);
    } finally {
      await scene.close();
    }
  });

  it('is killed together with pgrepl: both start again, and the incident goes on', async () => {
    const installation = await Installation.make({ lab: cluster });
    const { slack, place } = installation;
    try {
      await installation.start();
      await cluster.node('s1').kill();
      // With its number it is on record: what a slow store has not got yet dies with both.
      const isNamed = (each: Seen): boolean => isOpen(each) && incidentNameIn(each) !== undefined;
      const root = await theRoot(slack, 'is there', isNamed);
      await Promise.all([installation.program.kill(), place.killStore()]);
      await installation.start();
      await cluster.node('s1').start();
      await theRoot(slack, 'is resolved', isResolved);
      expect(
        roots(slack).map(({ ts }) => ts),
        said(slack),
      ).toEqual([root.ts]);
      expect(incidentNameIn(root)).toMatch(/^INC-\d+$/);
      expect((await installation.program.stop()).code).toBe(0);
      expect(await place.storePid()).toBeUndefined();
    } finally {
      await installation.remove();
    }
  });

  it('belongs to one pgrepl: a second one is refused, and the first is not disturbed', async () => {
    const installation = await Installation.make({ lab: cluster });
    const { slack } = installation;
    try {
      const first = await installation.start();
      const second = await installation.run('start');
      expect(second.code).toBe(1);
      expect(second.err).toContain(`pid ${first.pid}`);
      expect(second.err).toMatch(/is in use by another pgrepl.*Stop that one first/);
      expect(second.err).not.toMatch(/\n\s+at /);
      expect(first.isOver).toBe(false);
      await cluster.node('s1').kill();
      await theRoot(slack, 'is there', isOpen);
      expect(roots(slack)).toHaveLength(1);
    } finally {
      await installation.remove();
    }
  });
});
