import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import {
  incidentNameIn,
  isOpen,
  isResolved,
  replies,
  roots,
  shown,
  theRoot,
  type Seen,
} from './support/messages.js';
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

/** What somebody is told after a click. */
async function click(user: string, root: Seen, action: string): Promise<string> {
  const answer = await (await scene.slack.as(user).click(root, action)).response();
  expect(answer.ephemeralFor).not.toBeNull();
  return shown(answer);
}

async function ask(user: string, text: string): Promise<string> {
  const asked = await scene.slack.as(user).command('/pgrepl', text, '#orders');
  return shown(await asked.response());
}

const owned = (by: string) => (root: Seen) => shown(root).includes(`owned by <@${by}>`);

describe('an incident', () => {
  it('is taken by one person, and taken over by the next', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack, pgrepl, place } = scene;
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'is there', (each) => incidentNameIn(each) !== undefined);
    const name = incidentNameIn(root) ?? '';
    expect(shown(root)).toContain('nobody owns this yet');

    const before = slack.as('dba').messagesIn('#orders').length;
    expect(await click('dba', root, 'incident_acknowledge')).toContain(
      `${name} of orders is yours`,
    );
    await theRoot(slack, 'shows its owner', owned('U0DBA'));
    // A button that was drawn for nobody's incident takes it from nobody; Slack shows the new one.
    expect(await ask('dba', `ack ${name}`)).toContain('is yours already');
    expect(await ask('sre', `ack ${name} I know this disk & <it>`)).toContain("<@U0DBA>'s");
    const taken = await theRoot(slack, 'shows its new owner', owned('U0SRE'));
    expect(shown(taken)).toContain('I know this disk &amp; &lt;it&gt;');
    expect(shown(taken)).toContain('Take over');
    // Nobody is called for what they did themselves: nothing was posted, and an edit calls nobody.
    await pgrepl.saidAll();
    expect(replies(slack, root)).toEqual([]);
    expect(slack.as('dba').messagesIn('#orders')).toHaveLength(before + 2);

    const story = await ask('dba', `timeline ${name}`);
    expect(story).toMatch(
      /<@U0DBA>: Acknowledged\.[^]*<@U0SRE>: Taken over from <@U0DBA>: "I know/,
    );
    const deeds = (await place.audit()).filter(({ record }) => /incident\./.test(record.action));
    expect(deeds.map(({ record: { action, actor, subject } }) => [action, actor, subject])).toEqual(
      [
        ['incident.acknowledge', `slack:${slack.team.id}/U0DBA`, name],
        ['incident.take-over', `slack:${slack.team.id}/U0SRE`, name],
      ],
    );
  });

  it('is taken by one of two who click at once, and the other is told', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack } = scene;
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'is there', isOpen);
    const [one, other] = await Promise.all([
      click('dba', root, 'incident_acknowledge'),
      click('sre', root, 'incident_acknowledge'),
    ]);
    expect([one, other].filter((words) => words.includes('is yours now'))).toHaveLength(1);
    expect([one, other].filter((words) => words.includes('a moment ago'))).toHaveLength(1);
  });

  it('keeps its owner over a restart and while it comes and goes, and nothing is left to take once it is over', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack } = scene;
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'is there', isOpen);
    await click('dba', root, 'incident_acknowledge');
    await theRoot(slack, 'shows its owner', owned('U0DBA'));
    await scene.stop();
    await scene.start();
    await cluster.node('s1').start();
    const over = await theRoot(slack, 'is resolved', isResolved);
    expect(owned('U0DBA')(over)).toBe(true);
    const name = incidentNameIn(over) ?? '';
    expect(await ask('sre', `ack ${name}`)).toContain('is over');
    expect(shown(over)).not.toContain('Acknowledge');

    await cluster.node('s1').kill();
    const back = await theRoot(slack, 'is back', isOpen);
    expect(back.ts).toBe(root.ts);
    expect(owned('U0DBA')(back)).toBe(true);
    expect(await ask('dba', 'incidents')).toMatch(
      new RegExp(`${name}.*came back 1 time · owned by <@U0DBA>`),
    );
    expect(await ask('dba', 'status orders')).toContain('owned by <@U0DBA>');
    expect(roots(slack)).toHaveLength(1);
  });

  it('is nobody else’s to take: guests and unknown names get a word, and nothing happens', async () => {
    scene = await Scene.open({ lab: cluster });
    const { slack } = scene;
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'is there', (each) => incidentNameIn(each) !== undefined);
    slack.admin.setKind('sre', 'guest');
    expect(await click('sre', root, 'incident_acknowledge')).toContain('you are a guest here');
    expect(await ask('dba', 'ack INC-999')).toContain('There is no incident INC-999.');
    expect(await ask('dba', 'ack nothing')).toContain('Say which incident');
    expect(await ask('dba', 'timeline INC-999')).toContain('There is no incident INC-999.');
    expect(await ask('dba', 'incidents all')).toContain('nobody owns it yet');
    expect(await ask('dba', 'incidents orders 7d')).toContain('open at some time in the last 7 d');
    expect(await ask('dba', 'incidents nowhere')).toContain('There is no cluster named nowhere.');
  });
});
