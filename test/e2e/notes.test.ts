import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { incidentNameIn, shown, theRoot, type Seen } from './support/messages.js';
import { restore } from './support/restore.js';
import { Scene } from './support/scene.js';

let cluster: LabCluster<'pg1' | 's1'>;
let scene: Scene;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
});

afterAll(() => cluster.stop());

afterEach(async () => {
  await scene.close();
  await restore(cluster);
});

async function ask(user: string, text: string): Promise<string> {
  const asked = await scene.slack.as(user).command('/pgrepl', text, '#orders');
  return shown(await asked.response());
}

/** Loses the standby, and waits until its incident has a name. */
async function anIncident(): Promise<{ readonly root: Seen; readonly name: string }> {
  scene = await Scene.open({ lab: cluster });
  await cluster.node('s1').kill();
  const isNamed = (root: Seen): boolean => incidentNameIn(root) !== undefined;
  const root = await theRoot(scene.slack, 'is there', isNamed);
  return { root, name: incidentNameIn(root) ?? '' };
}

/** Waits until the timeline says this, or says it no more. */
async function timelineSays(name: string, what: RegExp, says = true): Promise<string> {
  let told = '';
  await waitUntil(
    `the timeline ${says ? 'says' : 'no longer says'} ${what.source}`,
    async () => {
      told = await ask('sre', `timeline ${name}`);
      return what.test(told) === says;
    },
    { everyMs: 200, detail: () => told },
  );
  return told;
}

describe('a note', () => {
  it('is made of any message by its shortcut, and follows it to its end', async () => {
    const { name } = await anIncident();
    const { slack, place } = scene;
    const message = slack
      .as('dba')
      .post('#general', 'The disk of &lt;s1&gt; was *replaced* at nine, <@U0SRE>');
    const used = await slack.as('sre').shortcut('incident_note', message);
    expect(used.acked).toBe(true);
    const modal = await used.view();
    expect(JSON.stringify(modal.content)).toContain(`${name} orders: `);
    const added = await slack.as('sre').submit(modal);
    expect(JSON.stringify(added.ackPayload)).toContain(`Added to the timeline of ${name}.`);

    const told = await timelineSays(name, /The disk of &lt;s1&gt;/);
    expect(told).toMatch(/<@U0DBA>: The disk.*put here by <@U0SRE>/);
    const again = await slack.as('dba').shortcut('incident_note', message);
    const twice = await slack.as('dba').submit(await again.view());
    expect(JSON.stringify(twice.ackPayload)).toContain('on the timeline');

    // #general is not pgrepl's, so that it hears of nothing there; once invited it does.
    slack.admin.invite('#general', 'pgrepl');
    slack.as('dba').edit(message, 'The disk was replaced at *ten*');
    await timelineSays(name, /replaced at .ten. \(edited\)/);
    slack.as('dba').delete(message);
    const gone = await timelineSays(name, /A note whose message was deleted since/);
    expect(gone).toContain('<@U0DBA>');
    const rows = await place.sql<{ text: string; source: string }>(
      `select text, source from pgrepl.timeline_entries where message_ts is not null`,
    );
    expect(rows.map(({ text }) => text)).toEqual(['', '', '']);
    const log = await place.audit();
    expect(log.filter(({ record }) => record.action === 'incident.note')).toHaveLength(1);
    expect(JSON.stringify(log)).not.toContain('The disk');
  });

  it('is made of a reply in the thread that mentions pgrepl, of whatever length and mark-up', async () => {
    const { root, name } = await anIncident();
    const { slack } = scene;
    const bot = slack.app.botUserId;
    const long = 'words '.repeat(900);
    const said = slack.as('dba').post('#orders', `<@${bot}> it is \`s1\` ${long}`, root.ts);
    await slack.waitUntil(
      () =>
        slack
          .as('dba')
          .messagesIn('#orders')
          .some(({ text }) => text.includes('cut to 4000')),
      'the author is told',
    );
    const answer = slack.as('dba').messagesIn('#orders').at(-1);
    expect(answer).toMatchObject({ ephemeralFor: 'U0DBA', threadTs: root.ts });
    await timelineSays(name, /<@U0DBA>: it is `s1` words/);
    // What nobody addressed to pgrepl is nobody's note.
    slack.as('dba').post('#orders', 'between us', root.ts);
    slack.as('dba').edit(said, 'Only this is left');
    await timelineSays(name, /Only this is left \(edited\)/);
    slack.as('dba').delete(said);
    const told = await timelineSays(name, /Only this/, false);
    expect(told).not.toContain('between us');

    slack.as('dba').post('#orders', `<@${bot}> hello?`);
    await slack.waitUntil(
      () =>
        slack
          .as('dba')
          .messagesIn('#orders')
          .some(({ text }) => text.includes('In the thread of')),
      'a mention elsewhere gets a hint',
    );
  });

  it('catches up with what happened to its message while pgrepl was away', async () => {
    const { root, name } = await anIncident();
    const { slack } = scene;
    const bot = slack.app.botUserId;
    const person = slack.as('dba');
    const [edited, deleted, left] = ['one', 'two', 'three'].map((words) =>
      person.post('#orders', `<@${bot}> ${words}`, root.ts),
    );
    for (const words of ['one', 'two', 'three']) {
      await timelineSays(name, new RegExp(`<@U0DBA>: ${words}$`, 'm'));
    }
    await scene.stop();
    if (edited === undefined || deleted === undefined || left === undefined) throw new Error();
    person.edit(edited, 'one and a half');
    person.delete(deleted);
    await scene.start();
    await slack.connected();
    await timelineSays(name, /<@U0DBA>: one and a half \(edited\)/);
    await timelineSays(name, /<@U0DBA>: A note whose message was deleted since/);
    await timelineSays(name, /<@U0DBA>: three$/m);
  });

  it('is typed behind a command, and goes nowhere for a guest', async () => {
    const { root, name } = await anIncident();
    const { slack } = scene;
    expect(await ask('dba', `note ${name} rebooted <!channel> "twice"`)).toContain(
      `Added to the timeline of ${name}.`,
    );
    expect(await ask('dba', `note ${name}`)).toContain('Say which incident');
    expect(await ask('dba', `note INC-99 hello`)).toContain('There is no incident INC-99.');
    const told = await timelineSays(name, /<@U0DBA>: rebooted/);
    expect(told).toContain('&lt;!channel&gt;');
    slack.admin.setKind('sre', 'guest');
    slack.as('sre').post('#orders', `<@${slack.app.botUserId}> not mine to say`, root.ts);
    await slack.waitUntil(
      () =>
        slack
          .as('sre')
          .messagesIn('#orders')
          .some(({ text }) => text.includes('a guest here')),
      'a guest is refused',
    );
    const message = slack.as('dba').post('#orders', 'something');
    const used = await slack.as('sre').shortcut('incident_note', message);
    expect((await used.response()).text).toContain('a guest here');
    expect(slack.as('sre').modals()).toEqual([]);
    expect(await ask('dba', `timeline ${name}`)).not.toContain('not mine to say');
  });
});
