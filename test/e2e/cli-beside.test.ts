import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { Installation } from './support/installation.js';
import { incidentNameIn, isOpen, isResolved, roots, theRoot } from './support/messages.js';

describe('a terminal beside a pgrepl that runs', () => {
  let cluster: LabCluster<'pg1' | 's1'>;
  let installation: Installation;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
    installation = await Installation.make({ lab: cluster });
    await installation.start();
  });

  afterAll(async () => {
    await installation.remove();
    await cluster.stop();
  });

  it('finds everything in order, and the store in use', async () => {
    const { code, out, err } = await installation.run('check');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Everything works.');
    expect(out).toMatch(/ok +in use by /);
    expect(out).toMatch(/ok +the schema is up to date/);
  });

  it('shows the open incident under the number that Slack shows', async () => {
    const before = await installation.place.storePid();
    await cluster.node('s1').kill();
    const root = await theRoot(
      installation.slack,
      'is there',
      (message) => isOpen(message) && incidentNameIn(message) !== undefined,
    );
    const { code, out, err } = await installation.run('status', 'orders');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain(incidentNameIn(root));
    expect(out).toContain('Open incident');
    expect(out).not.toContain('No open incident');
    await cluster.node('s1').start();
    await theRoot(installation.slack, 'is resolved', isResolved);
    expect(await installation.place.storePid()).toBe(before);
    expect(installation.program.isOver).toBe(false);
  });

  it('holds what it sees against the contract that was learned', async () => {
    await cluster.setSynchronousStandbyNames('s1');
    try {
      await theRoot(installation.slack, 'tells of the change', isOpen);
      for (const command of [['status', 'orders'], ['status'], ['lag']]) {
        const { code, err } = await installation.run(...command);
        expect({ code, err }).toEqual({ code: 1, err: '' });
      }
      const { out } = await installation.run('status', 'orders');
      expect(out).toContain('differs from the learned contract');
    } finally {
      await cluster.setSynchronousStandbyNames('');
    }
    await waitUntil('the change is over', () => roots(installation.slack).every(isResolved));
  });

  it('reads the audit log, and a second start is refused in one sentence', async () => {
    const audit = await installation.run('audit', 'verify');
    expect(audit).toMatchObject({ code: 0, err: '' });
    expect(audit.out).toContain('The audit log is whole');
    const second = await installation.run('start');
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/in use|already|another/);
    expect(second.err).not.toMatch(/\n\s+at /);
    expect(installation.program.isOver).toBe(false);
  });
});
