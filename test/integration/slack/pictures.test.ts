import { describe, expect, it } from 'vitest';
import type { LocalSlack, Message } from '../../../lab/slack/local-slack.js';
import type { Handlers } from '../../../src/slack/ports.js';
import type { LagChart } from '../../../src/wording/lag-chart/model.js';
import { aChart, anHour } from '../../../src/wording/testing/charts.js';
import { noRecords } from './no-records.js';
import type { OutboxItem } from '../../../src/incidents/model.js';
import { anItem, MemoryOutbox, rootOf, threadOf } from '../../../src/slack/testing/outbox.js';
import { anIncident } from '../../../src/wording/testing/incidents.js';
import { aDelivery, anApp, aSlack, shown } from './support.js';

const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
const whole = aChart();
const holed = aChart(anHour().slice(10));

function drawing(chart: LagChart, drawn: Uint8Array | null = png): Partial<Handlers> {
  return {
    records: { ...noRecords, lagChart: () => Promise.resolve(chart) },
    png: () => Promise.resolve(drawn),
  };
}

const typesOf = ({ blocks }: Readonly<Message>): unknown[] => blocks.map(({ type }) => type);

async function ask(slack: LocalSlack, text = 'lag orders 1h'): Promise<Readonly<Message>> {
  const asked = await slack.as('sre').command('/pgrepl', text, '#general');
  expect(asked).toMatchObject({ acked: true, told: null });
  const answer = await asked.response(0, 20_000);
  expect(asked.responses()).toHaveLength(1);
  return answer;
}

describe('a chart', () => {
  it('is Slack’s own where the workspace takes it, and nothing is uploaded', async () => {
    const slack = await aSlack();
    await anApp(slack, {}, drawing(whole)).app.start();
    const answer = await ask(slack);
    expect(typesOf(answer)).toContain('data_visualization');
    expect(answer.text).toBe(whole.altText);
    expect(slack.calls('files.getUploadURLExternal')).toEqual([]);
  });

  it('is an image where it does not, and that is remembered', async () => {
    const slack = await aSlack();
    await anApp(slack, {}, drawing(whole)).app.start();
    slack.admin.setCharts(false);
    const answer = await ask(slack);
    expect(typesOf(answer)).toContain('image');
    expect(typesOf(await ask(slack))).toContain('image');
    const refused = slack.calls('response_url').filter(({ error }) => error === 'invalid_blocks');
    const charts = refused.filter(({ args }) => JSON.stringify(args).includes('data_vis'));
    expect(charts).toHaveLength(1);
  });

  it('is an image where a part of the time is not known', async () => {
    const slack = await aSlack();
    await anApp(slack, {}, drawing(holed)).app.start();
    const answer = await ask(slack);
    expect(answer.blocks).toContainEqual(
      expect.objectContaining({ type: 'image', alt_text: holed.altText }),
    );
    expect(slack.calls('files.completeUploadExternal')).toHaveLength(1);
  });

  it('is words where it can’t be drawn, uploaded or shown, and says why', async () => {
    const slack = await aSlack();
    await anApp(slack, {}, drawing(holed, null)).app.start();
    expect(shown(await ask(slack))).toMatch(/s1.*The picture is missing: it could not be drawn/);

    const other = await aSlack();
    await anApp(other, {}, drawing(holed)).app.start();
    other.faults.add({
      kind: 'error',
      error: 'missing_scope',
      match: { method: 'files.getUploadURLExternal' },
    });
    expect(shown(await ask(other))).toContain('lacks the scope `files:write`');
    other.faults.add({ kind: '500', match: { method: 'upload' } });
    expect(shown(await ask(other))).toContain('Slack did not take it');
  });

  it('tells its times by the clock of who asks', async () => {
    const slack = await aSlack();
    const zones: (string | null)[] = [];
    const lagChart: Handlers['records']['lagChart'] = ({ timeZone }) => {
      zones.push(timeZone);
      return Promise.resolve(whole);
    };
    await anApp(slack, {}, { ...drawing(whole), records: { ...noRecords, lagChart } }).app.start();
    slack.admin.setTimeZone('sre', 'Asia/Kolkata');
    const answer = await ask(slack);
    // The one who shows it to the channel is asked anew, and may be elsewhere.
    const shared = await slack.as('sre').click(answer, 'answer_share');
    await shared.response(0, 20_000);
    expect(zones).toEqual(['Asia/Kolkata', 'Asia/Kolkata']);
  });

  it('is made once where Slack delivers the command again', async () => {
    const slack = await aSlack();
    await anApp(slack, {}, drawing(holed)).app.start();
    await ask(slack);
    await slack.redeliver();
    expect(slack.calls('files.completeUploadExternal')).toHaveLength(1);
  });

  it.each([
    'lag orders 6 hours',
    'LAG Orders 90D',
    'lag orders 10min time',
    'lag orders 1.5h bytes',
  ])('is asked for in many ways: %s', async (text) => {
    const slack = await aSlack();
    await anApp(slack, {}, drawing(whole)).app.start();
    expect((await ask(slack, text)).text).toBe(whole.altText);
  });

  it.each([
    ['lag orders 5m', '5m is no span from 10m to 90d'],
    ['lag orders 6 moons', '6 moons is no span'],
    ['lag orders yesterday', 'yesterday is no span'],
    ['lag orders 91d', '91d is no span'],
    ['lag nowhere 6h', 'There is no cluster named nowhere.'],
    ['lag 6h', 'Say which cluster'],
    ['lag orders bytes', 'Say for how long'],
  ])('is asked for with a span: %s', async (text, words) => {
    const slack = await aSlack();
    await anApp(slack, {}, drawing(holed)).app.start();
    expect(shown(await ask(slack, text))).toContain(words);
  });
});

describe('the timeline that a button shows', () => {
  it('is followed by the picture of its lag', async () => {
    const slack = await aSlack();
    const incident = anIncident({ openedAt: Date.now() - 600_000 });
    const { records, png: draw } = drawing(holed);
    const timeline: Handlers['records']['timeline'] = () =>
      Promise.resolve({ incident, entries: [], operations: [] });
    const handlers = { png: draw, records: { ...noRecords, ...records, timeline } };
    await anApp(slack, {}, handlers as Partial<Handlers>).app.start();
    const outbox = new MemoryOutbox();
    await aDelivery(slack, outbox);
    const root = anItem('root', { payload: rootOf(incident.id), createdAt: Date.now() });
    outbox.add([root], [incident]);
    await expect.poll(() => slack.messages('#orders').length, { timeout: 10_000 }).toBe(1);
    const [message] = slack.messages('#orders');
    if (message === undefined) throw new Error('nothing is there');
    const clicked = await slack.as('sre').click(message, 'incident_timeline');
    expect(shown(await clicked.response(0, 10_000))).toContain('Timeline of INC-7');
    expect(typesOf(await clicked.response(1, 20_000))).toContain('image');
  });
});

describe('the picture of a line in a thread', () => {
  const incident = anIncident({ state: 'resolved', resolvedAt: Date.now() });
  const { id } = incident;
  const now = (): number => Date.now();
  const span = { from: now() - 600_000, to: now() };
  const pictured = (item: string): OutboxItem =>
    anItem(item, {
      createdAt: now(),
      payload: {
        kind: 'thread',
        incidentId: id,
        reason: 'resolved',
        text: 'Its lag is shown by `/pgrepl lag orders 1h`.',
        broadcast: false,
        picture: span,
      },
    });

  async function scene(
    png: () => Promise<Uint8Array | null>,
  ): Promise<{ slack: LocalSlack; outbox: MemoryOutbox; thread: () => Readonly<Message>[] }> {
    const slack = await aSlack();
    const outbox = new MemoryOutbox();
    await aDelivery(slack, outbox, null, { png, lagChart: () => Promise.resolve(holed) });
    outbox.add([anItem('root', { payload: rootOf(id), createdAt: now() })], [incident]);
    await expect.poll(() => outbox.roots.get(id)?.ts, { timeout: 10_000 }).toBeDefined();
    const { ts = '' } = outbox.roots.get(id) ?? {};
    return { slack, outbox, thread: () => slack.thread('#orders', ts).slice(1) };
  }

  const settled = async (outbox: MemoryOutbox): Promise<void> => {
    const left = (): string[] => outbox.states().filter((state) => !state.endsWith(' sent'));
    await expect.poll(left, { timeout: 30_000, interval: 20 }).toEqual([]);
  };

  it('is an image, and holds up nothing while it is drawn', async () => {
    let draw = (): void => undefined;
    const drawn = new Promise<Uint8Array>((resolve) => {
      draw = () => {
        resolve(png);
      };
    });
    const { slack, outbox, thread } = await scene(() => drawn);
    outbox.add([pictured('1'), anItem('2', { payload: threadOf(id, 'Next.'), createdAt: now() })]);
    await expect
      .poll(() => thread().map(({ text }) => text), { timeout: 10_000 })
      .toEqual(['Next.']);
    draw();
    await settled(outbox);
    expect(thread().map(({ text }) => text)).toEqual(['Next.', holed.altText]);
    expect(thread()[1]?.blocks).toContainEqual(expect.objectContaining({ type: 'image' }));
    expect(slack.calls('files.completeUploadExternal')).toHaveLength(1);
  });

  it('is words where there is none', async () => {
    const { outbox, thread } = await scene(() => Promise.resolve(null));
    outbox.add([pictured('1')]);
    await settled(outbox);
    expect(thread().map(({ text }) => text)).toEqual([
      'Its lag is shown by `/pgrepl lag orders 1h`.',
    ]);
  });

  it('is neither uploaded nor posted twice when an answer is lost', async () => {
    const { slack, outbox, thread } = await scene(() => Promise.resolve(png));
    slack.faults.add({
      kind: 'drop-after',
      match: {
        method: 'chat.postMessage',
        where: (args) => JSON.stringify(args).includes('slack_file'),
      },
    });
    outbox.add([pictured('1')]);
    await settled(outbox);
    expect(thread()).toHaveLength(1);
    expect(slack.calls('files.completeUploadExternal')).toHaveLength(1);
  });

  it('is handed over again when Slack was away for a moment', async () => {
    const { slack, outbox, thread } = await scene(() => Promise.resolve(png));
    slack.faults.add({ kind: '500', match: { method: 'files.getUploadURLExternal' } });
    outbox.add([pictured('1')]);
    await settled(outbox);
    expect(thread().map(({ text }) => text)).toEqual([holed.altText]);
  });
});
