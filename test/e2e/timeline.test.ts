import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { Program } from './support/child.js';
import { Installation } from './support/installation.js';
import {
  incidentNameIn,
  isOpen,
  isResolved,
  shown,
  theRoot,
  type Seen,
} from './support/messages.js';

let cluster: LabCluster<'pg1' | 's1' | 's2'>;
let installation: Installation;

beforeAll(async () => {
  cluster = await startCluster({
    nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
  });
});

afterAll(() => cluster.stop());

afterEach(async () => {
  await installation.remove();
  await Program.endAll();
});

async function timeline(name: string, page = ''): Promise<Seen> {
  const asked = await installation.slack
    .as('dba')
    .command('/pgrepl', `timeline ${name} ${page}`, '#orders');
  return asked.response();
}

/** Adds a note, and waits until pgrepl says that it is there: acknowledged is not yet done. */
async function note(user: string, name: string, words: string): Promise<void> {
  const asked = await installation.slack
    .as(user)
    .command('/pgrepl', `note ${name} ${words}`, '#orders');
  expect(shown(await asked.response())).toContain(`Added to the timeline of ${name}.`);
}

/** The lines in order, each without its time. */
function linesOf(message: Seen): readonly string[] {
  return shown(message)
    .split('\n')
    .flatMap((line) => /^<!date\^\d+\^[^>]*> · (?::\w+: )?(.*)$/.exec(line)?.[1] ?? []);
}

const indexOf = (lines: readonly string[], what: RegExp): number =>
  lines.findIndex((line) => what.test(line));

describe('the timeline of an incident', () => {
  it('has no hole over a kill, and says where pgrepl was blind', async () => {
    installation = await Installation.make({ lab: cluster });
    const { slack } = installation;
    await installation.start();
    await cluster.node('s1').kill();
    const isNamed = (root: Seen): boolean => isOpen(root) && incidentNameIn(root) !== undefined;
    const root = await theRoot(slack, 'is there', isNamed);
    const name = incidentNameIn(root) ?? '';
    await note('dba', name, 'before the kill');
    await slack.as('dba').click(root, 'incident_acknowledge');
    await theRoot(slack, 'shows its owner', (each) => shown(each).includes('owned by'));
    await installation.program.kill();

    await installation.start();
    await slack.connected();
    // Commands are answered before the first look at the nodes is over.
    await waitUntil(
      'it is on record that pgrepl was away',
      async () => indexOf(linesOf(await timeline(name)), /did not watch/) >= 0,
      { everyMs: 200 },
    );
    await note('sre', name, 'after the kill');
    await cluster.node('s1').start();
    await theRoot(slack, 'is resolved', isResolved);
    const told = await waitUntil(
      'the whole story is on record',
      async () => {
        const lines = linesOf(await timeline(name));
        return indexOf(lines, /Resolved after/) >= 0 ? lines : false;
      },
      { everyMs: 200 },
    );
    const order = [
      /^pgrepl: Standby s1 is down/,
      /^<@U0DBA>: before the kill/,
      /^<@U0DBA>: Acknowledged/,
      /^pgrepl: pgrepl did not watch from about .* to .*: what happened in between/,
      /^<@U0SRE>: after the kill/,
      /^pgrepl: Resolved after/,
    ].map((what) => indexOf(told, what));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(told.filter((line) => line.includes('did not watch'))).toHaveLength(1);
    expect(told.filter((line) => /Posted in #orders/.test(line))).toHaveLength(1);

    const printed = await installation.run('timeline', name.toLowerCase());
    expect(printed.code).toBe(0);
    expect(printed.out.split('\n').filter((line) => line.includes(' UTC · '))).toHaveLength(
      told.length,
    );
    const listed = await installation.run('incidents', 'orders', 'all');
    expect(listed.out).toMatch(new RegExp(`\\[ok\\] ${name}: orders: .* resolved after`));
    expect((await installation.run('timeline', 'INC-99')).code).toBe(1);
    expect((await installation.run('timeline', 'orders')).code).toBe(2);
    expect((await installation.run('incidents')).out).toContain('There is none.');
  });

  it('comes in pages that buttons turn, however long it is', async () => {
    installation = await Installation.make({ lab: cluster });
    const { slack } = installation;
    await installation.start();
    await cluster.node('s1').kill();
    const isNamed = (root: Seen): boolean => isOpen(root) && incidentNameIn(root) !== undefined;
    const root = await theRoot(slack, 'is there', isNamed);
    const name = incidentNameIn(root) ?? '';
    for (let i = 1; i <= 45; i += 1) {
      await note('sre', name, `*note* ${i} ${'&<@U0DBA> '.repeat(i)}`);
    }
    const opened = await slack.as('dba').click(root, 'incident_timeline');
    const last = await opened.response();
    expect(shown(last)).toMatch(/page (\d) of \1/);
    expect(linesOf(last).at(-1)).toContain('note∗ 45');
    const earlier = await (await slack.as('dba').click(last, 'answer_earlier')).response();
    expect(shown(earlier)).toMatch(/page \d of \d/);
    expect(linesOf(earlier).at(-1)).not.toContain('note∗ 45');
    const first = await timeline(name, '1');
    expect(linesOf(first)[0]).toContain('Standby s1 is down');
    const next = await (await slack.as('dba').click(first, 'answer_later')).response();
    expect(shown(next)).toContain('page 2 of ');
    await cluster.node('s1').start();
  });

  it('tells who became the primary while it was open', async () => {
    installation = await Installation.make({ lab: cluster });
    const { slack } = installation;
    await installation.start();
    await cluster.node('pg1').kill();
    const isNamed = (root: Seen): boolean => isOpen(root) && incidentNameIn(root) !== undefined;
    const root = await theRoot(slack, 'is there', isNamed);
    const name = incidentNameIn(root) ?? '';
    await cluster.node('s1').promote();
    let told: readonly string[] = [];
    await waitUntil(
      'its timeline has the promotion',
      async () => {
        told = linesOf(await timeline(name));
        return indexOf(told, /s1 was promoted/) >= 0 && indexOf(told, /s1 went from timeline/) >= 0;
      },
      { everyMs: 300, detail: () => told.join('\n') },
    );
  });
});
