import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PanelCluster } from '../../lab/demo/panel-api.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { DemoProcess } from './support/demo-process.js';
import { DemoVisitor } from './support/demo-visitor.js';

describe('a visitor of the demo who acts as two people', () => {
  let demo: DemoProcess;
  let visitor: DemoVisitor;

  beforeAll(async () => {
    demo = await DemoProcess.start();
    visitor = new DemoVisitor(demo.url, 'C0ORDERS');
  });

  afterAll(() => demo.end());

  const shows = (what: string, is: (cluster: PanelCluster) => boolean): Promise<boolean> =>
    waitUntil(
      `the panel shows ${what}`,
      async () => (await demo.state()).clusters.some((cluster) => is(cluster)),
      { detail: async () => JSON.stringify((await demo.state()).clusters), timeoutMs: 20_000 },
    );
  const roleOf = ({ nodes }: PanelCluster, name: string): string | undefined =>
    nodes.find((node) => node.name === name)?.role;

  it('switches over under load, and the panel and the load follow', async () => {
    await visitor.untilWell();
    await visitor.command('U0REQUESTER', 'switchover orders s1 kernel update on pg1');
    const card = await visitor.sees('Switch orders over from pg1 to s1?');
    await visitor.press('U0DBA', card, 'Approve');
    const done = await visitor.sees(/OP-1: s1 is the primary of orders/);
    expect(done.text).toContain('in place of pg1');
    await shows('the roles as they are now, and rows written', (cluster) => {
      const straight = cluster.nodes.filter(({ linkTo }) => linkTo === 'pgrepl');
      return (
        roleOf(cluster, 's1') === 'primary' &&
        roleOf(cluster, 'pg1') === 'standby' &&
        cluster.nodes.every(({ name, upstream }) => (name === 's1') === (upstream === null)) &&
        straight.map(({ name }) => name).join() === 'pg1,s1,s2' &&
        cluster.load.rowsPerSecond > 0
      );
    });
  });

  it('loses that primary too, promotes, and the old one takes no writes when it is started', async () => {
    // What is written at the last moment may reach another standby and not the one that is promoted:
    // then that one can't follow, and a promotion waits for it for a minute.
    expect(await demo.act({ action: 'load-off' })).toEqual({ ok: true });
    await visitor.answer('status orders', /(?:streaming +0 B [^]*){3}/);
    expect(await demo.act({ node: 's1', action: 'kill' })).toEqual({ ok: true });
    const lost = await visitor.sees(/Critical: .*Primary s1/);
    await visitor.command('U0SRE', 'promote orders pg1');
    const card = await visitor.sees('Promote pg1 of orders');
    await visitor.press('U0DBA', card, 'Approve');
    await visitor.sees(/OP-2: pg1 is the primary of orders/);
    const name = await visitor.incidentOf(lost);
    // On one page or on two: how much comes up on the way depends on who notices first.
    const story = await visitor.allPages(`timeline ${name}`, /OP-2: completed/);
    expect(story).toMatch(
      /Primary s1[^]*OP-2: asks for the promotion of pg1[^]*OP-2: approves it[^]*OP-2: promote pg1: done after[^]*OP-2: completed/,
    );
    expect(story).toContain('pg1 was promoted: it was a standby and is a primary now.');
    expect(await demo.act({ node: 's1', action: 'start' })).toEqual({ ok: true });
    await shows(
      's1 up again, as a standby',
      (cluster) =>
        roleOf(cluster, 'pg1') === 'primary' &&
        cluster.nodes.some(
          ({ name, process, role }) => name === 's1' && process === 'running' && role === 'standby',
        ),
    );
  });
});
