import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
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
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';
import { TurnedClock } from './support/turned-clock.js';

let cluster: LabCluster<'pg1' | 's1' | 's2'>;
let scene: Scene;
let clock: TurnedClock;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } });
});

afterAll(() => cluster.stop());

afterEach(async () => {
  await scene.close();
  await restore(cluster);
});

async function begin(): Promise<void> {
  clock = new TurnedClock();
  scene = await Scene.open({ lab: cluster, clock });
}

const minutes = 60_000;

const auditOf = async (action: string): Promise<readonly AuditEntry[]> =>
  (await scene.place.audit()).filter((entry) => entry.record.action === action);

it('keeps a node that somebody silences by a command quiet, counts it, and speaks once that is over', async () => {
  await begin();
  const { slack, pgrepl } = scene;
  const asked = await slack.as('dba').command('/pgrepl', 'silence s1 4m new disks', '#orders');
  expect(shown(await asked.response())).toMatch(/: s1 of orders is silent until .* for 4 min/);

  await cluster.node('s1').kill();
  await pgrepl.finds('standby-disconnected');
  const status = await slack.as('sre').command('/pgrepl', 'status orders', '#orders');
  expect(shown(await status.response())).toMatch(/s1 .*silenced until .*\(SIL-1\)/);
  expect(shown(await status.response())).toContain('<@U0DBA>: "new disks"');
  await cluster.node('s2').kill();
  const other = await theRoot(slack, 'is about s2 alone', (root) => root.text.includes('s2'));
  expect(roots(slack), said(slack)).toHaveLength(1);

  // Both survive a restart: nothing is told that was not to be told.
  await pgrepl.saidAll();
  await scene.stop();
  await scene.start();
  await scene.pgrepl.finds('standby-disconnected');
  await clock.turn(2 * minutes, scene.pgrepl);
  expect(roots(slack).map(({ ts }) => ts)).toEqual([other.ts]);

  await clock.turn(2.25 * minutes, scene.pgrepl);
  const late = await theRoot(slack, 'is about s1', ({ text }) => / s1 /.test(text));
  expect(isOpen(late)).toBe(true);
  await scene.pgrepl.saidAll();
  const kinds = (await scene.place.record()).timeline;
  expect(kinds.filter((kind) => kind === 'silenced')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'silence-ended')).toHaveLength(1);
  expect(await auditOf('silence.create')).toMatchObject([
    { record: { actor: 'slack:T0LABTEAM/U0DBA', cluster: 'orders', result: 'done' } },
  ]);
});

it('silences an incident by its button, shows by whom on its message, and lets anybody end it', async () => {
  await begin();
  const { slack, pgrepl } = scene;
  await cluster.node('s1').kill();
  const root = await theRoot(slack, 'is there', isOpen);
  const clicked = await slack.as('dba').click(root, 'incident_silence');
  const submitted = await slack.as('dba').submit(await clicked.view(), {
    silence_scope: 'incident',
    silence_duration: '2h',
    silence_reason: 'known, <!channel> & *all*',
  });
  expect(submitted.errors).toEqual({});
  const silenced = await theRoot(slack, 'says that it is silenced', (message) =>
    shown(message).includes('Silenced until'),
  );
  expect(shown(silenced)).toMatch(/by <@U0DBA>( \(SIL-1\))?: "known, &lt;!channel&gt; &amp;/);
  expect(silenced.ts).toBe(root.ts);

  // Whatever happens to it then is no line.
  await cluster.node('s1').start();
  await theRoot(slack, 'is resolved', isResolved);
  await cluster.node('s1').kill();
  await theRoot(slack, 'is open again', isOpen);
  await pgrepl.saidAll();
  expect(replies(slack, root)).toEqual([]);

  const listed = await slack.as('sre').command('/pgrepl', 'silences', '#orders');
  const list = await listed.response();
  expect(shown(list)).toMatch(/SIL-1\*: INC-\d+ of orders, until .* by <@U0DBA>/);
  const end = /silence_end\.[0-9a-f-]+/.exec(raw(list))?.[0] ?? '';
  const ended = await slack.as('sre').click(list, end);
  expect(shown(await ended.response())).toContain('SIL-1 has ended');
  await waitUntil('the thread hears of it', () =>
    replies(slack, root).some(({ text }) => /^SIL-1 has ended, and this stands: .*s1/.test(text)),
  );
  await theRoot(slack, 'is no longer silenced', (message) => !raw(message).includes('no_bell'));
  expect(await auditOf('silence.end')).toMatchObject([
    { record: { actor: 'slack:T0LABTEAM/U0SRE' } },
  ]);
});

it('keeps planned maintenance quiet from its start on, and refuses what makes no sense', async () => {
  await begin();
  const { slack, pgrepl } = scene;
  const say = async (text: string): Promise<string> => {
    const asked = await slack.as('dba').command('/pgrepl', text, '#orders');
    return shown(await asked.response());
  };
  expect(await say('silence ordres 2h')).toContain('`orders`');
  expect(await say('silence orders')).toContain('Say for how long');
  expect(await say('silence orders soon')).toContain('soon is no duration');
  expect(await say('silence orders 90d')).toContain('lasts from 1 min to 30 d');
  expect(await say('silence INC-99 1h')).toContain('There is no incident INC-99');
  expect(await say('silences end SIL-9')).toContain('SIL-9 does not stand any more');
  expect(await say('silences')).toContain('Nothing is silenced');
  slack.admin.setTimeZone('dba', 'Asia/Kolkata');
  const planned = await say('silence orders 2h from 2099-12-01 22:00 move');
  expect(planned).toContain('Maintenance is planned up to 90 d ahead');
  expect(await say('silence orders 2h from 2020-12-01 22:00')).toContain(
    '2020-12-01 22:00 in Asia/Kolkata is past',
  );
  expect(await say('silence orders 2h from 22h')).toContain('is no time');
  const day = new Date(clock.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  expect(await say(`silence s1 2h from ${day} 21:30 racks`)).toContain(
    `is planned: s1 of orders is silent from ${day} 21:30 to 23:30 UTC+5:30 (Asia/Kolkata), for 2 h.`,
  );
  expect(await say('silences end SIL-1')).toContain('SIL-1 is called off');
  expect(await say('silence orders 1h in 2m move to new racks')).toMatch(
    / is planned: everything of orders is silent from .* for 1 h/,
  );
  await cluster.node('s1').kill();
  const root = await theRoot(slack, 'is told before its start', isOpen);
  await clock.turn(2.25 * minutes, pgrepl);
  await theRoot(slack, 'shows the silence', (message) => shown(message).includes('Silenced until'));
  await cluster.node('s2').kill();
  await waitUntil('both are found', () => pgrepl.cluster().findings.length > 1);
  await pgrepl.saidAll();
  expect(roots(slack).map(({ ts }) => ts)).toEqual([root.ts]);
});
