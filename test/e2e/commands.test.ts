import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { shown, type Seen } from './support/messages.js';
import { Scene } from './support/scene.js';
import { faultsOf } from './support/tidy.js';

describe.each(['socket', 'http'] as const)('/pgrepl (%s)', (way) => {
  let cluster: LabCluster<'pg1' | 's1' | 's2' | 's3'>;
  let scene: Scene;

  beforeAll(async () => {
    cluster = await startCluster({
      nodes: {
        pg1: {},
        s1: { from: 'pg1', slot: true },
        s2: { from: 'pg1', slot: true },
        s3: { from: 's1' },
      },
      synchronousStandbyNames: 'FIRST 1 (s1, s2)',
    });
    const file = { findings_url: 'https://example.com/findings/' };
    scene = await Scene.open({ lab: cluster, way, setting: { file } });
  });

  afterAll(async () => {
    await scene.close();
    await cluster.stop();
  });

  /** What the requester alone is told, having typed this. */
  const asked = async (text: string, channel = '#orders'): Promise<Seen> => {
    const outcome = await scene.slack.as('requester').command('/pgrepl', text, channel);
    expect(outcome).toMatchObject({ acked: true, told: null });
    const answer = await outcome.response();
    expect(outcome.responses()).toHaveLength(1);
    expect(answer.ephemeralFor).toBe('U0REQUESTER');
    expect(scene.slack.as('dba').messagesIn(channel)).not.toContain(answer);
    expect(faultsOf(answer)).toEqual([]);
    return answer;
  };

  it('shows a cluster as a tree, with what commits wait for and the age of it all', async () => {
    // Now and then the primary writes by itself, and a standby has not got that yet.
    const answer = await waitUntil('s1 has everything', async () => {
      const text = shown(await asked('status orders'));
      return /^├─ s1 .* 0 B +0 s/m.test(text) && text;
    });
    expect(answer).toMatch(/\*orders\* · PostgreSQL 18\S* · timeline 1 · seen [\d.]+ m?s ago/);
    expect(answer).toMatch(/^pg1 +primary +\w+\/\w+/m);
    expect(answer).toMatch(/^├─ s1 +sync +streaming +0 B +0 s .*\n│ {2}└─ s3 +async +streaming/m);
    expect(answer).toMatch(/^└─ s2 +potential +streaming/m);
    expect(answer).toContain('Commits wait for s1.');
    expect(answer).toMatch(/If s1 is lost, s2 takes over/);
  });

  it('shows the fleet to whoever types nothing, or status alone', async () => {
    expect(shown(await asked(''))).toContain('/pgrepl help');
    expect((await asked('status')).text).toBe('Nothing is wrong with 1 cluster.');
  });

  it('explains a finding, the longest in one message, and helps over a slip of the pen', async () => {
    const page = shown(await asked('explain replication-lag'));
    expect(page).toContain('`lag_clear_ratio`');
    expect(page).toContain('<https://example.com/findings/replication-lag.md|This page>');
    expect(shown(await asked('explain'))).toContain('slot-unreserved');
    expect(shown(await asked('explain slot-lots'))).toContain('/pgrepl explain slot-lost');
  });

  it('shows lag, hop by hop', async () => {
    const one = shown(await asked('lag orders'));
    for (const name of ['s1', 's2', 's3']) expect(one).toMatch(new RegExp(`\\b${name}\\b`));
    expect(shown(await asked('lag'))).toContain('orders');
  });

  it('lists what can be asked', async () => {
    const answer = shown(await asked('help'));
    for (const usage of ['help', 'status [cluster]', 'lag [cluster] [6h]']) {
      expect(answer).toContain(`/pgrepl ${usage}`);
    }
  });

  it.each([
    ['a slip of the pen', 'stauts', 'Did you mean `/pgrepl status [cluster]`?'],
    ['a slip in a name', 'status ordres', '`orders`'],
    ['a name that there is not', 'status nowhere', 'There is no cluster named nowhere.'],
    ['capitals', 'STATUS Orders', 'Commits wait for s1.'],
    ['a name alone', 'orders', 'Commits wait for s1.'],
    ['a mention', 'status <!channel>', '&lt;!channel&gt;'],
    ['mark-up', '*_`~ & <@U0DBA> :fire:', 'pgrepl has no command named'],
    ['a word too many', 'help help', '/pgrepl status'],
    ['text in reverse', 'status \u202esredro', 'There is no cluster named'],
    ['4,000 characters in words', 'rubbish '.repeat(500), 'pgrepl has no command named rubbish'],
    ['4,000 characters in one', 'x'.repeat(4_000), 'pgrepl has no command named xxx'],
    ['wide characters', `status ${'ü💥'.repeat(1_000)}`, 'There is no cluster named'],
  ])('answers %s', async (_, text, words) => {
    expect(shown(await asked(text))).toContain(words);
  });

  it('is answered where pgrepl is no member, too', async () => {
    expect(shown(await asked('status orders', '#general'))).toContain('Commits wait for s1.');
  });

  it('shows an answer to the channel once, however often Slack delivers the click', async () => {
    const answer = await asked('status orders');
    const clicked = await scene.slack.as('requester').click(answer, 'answer_share');
    const shared = await clicked.response();
    expect(shared.ephemeralFor).toBeNull();
    expect(shown(shared)).toMatch(/Commits wait for s1[^]*Shown by <@U0REQUESTER>, as of <!date/);
    expect(faultsOf(shared)).toEqual([]);
    expect(await scene.slack.redeliver()).toMatchObject({ ok: true });
    await asked('help');
    expect(clicked.responses()).toHaveLength(1);
  });

  it('refreshes an answer in place', async () => {
    const answer = await asked('status orders');
    const before = answer.versions.length;
    await cluster.node('s3').kill();
    await scene.pgrepl.finds('standby-disconnected');
    const link = '<https://example.com/findings/standby-disconnected.md|standby-disconnected>';
    await waitUntil('its message leads to the page', () =>
      scene.slack
        .as('dba')
        .messagesIn('#orders')
        .some((each) => shown(each).includes(link)),
    );
    const clicked = await scene.slack.as('requester').click(answer, 'answer_refresh');
    expect(clicked.told).toBeNull();
    await waitUntil('the answer is edited', () => answer.versions.length > before);
    expect(shown(answer)).toMatch(/s3 [^\n]*(down|silent)/);
    expect(answer.ephemeralFor).toBe('U0REQUESTER');
    await cluster.node('s3').start();
    await scene.pgrepl.well();
  });

  it('has an answer for whatever else Slack sends', async () => {
    const { slack } = scene;
    const home = await slack.as('dba').openHome();
    expect(JSON.stringify(home.content)).toContain('orders');
    await waitUntil('all is delivered', () => slack.envelopes().every(({ delivery }) => delivery));
    expect(slack.envelopes().filter(({ delivery }) => delivery?.ok !== true)).toEqual([]);
    expect(slack.calls().filter(({ error }) => error === 'invalid_blocks')).toEqual([]);
  });
});
