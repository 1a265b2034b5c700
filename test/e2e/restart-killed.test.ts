import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { Random } from '../../src/replication/testing/random.js';
import { Installation } from './support/installation.js';
import {
  incidentNameIn,
  isOpen,
  isResolved,
  replies,
  roots,
  said,
  theRoot,
} from './support/messages.js';

/** When pgrepl is killed, counted from the moment in which it has something to notice. */
type Moment = (installation: Installation) => Promise<void>;

const after =
  (ms: number): Moment =>
  async () => {
    await sleep(ms);
  };

/** What Slack is asked for. */
interface Asked {
  readonly what: string;
  readonly method?: string;
  readonly where?: (args: Readonly<Record<string, unknown>>) => boolean;
}

/**
 * The first message of an incident, with its number: then it is on record. What a store that is slow
 * has not got yet is told without, and would be told again by the next pgrepl.
 */
const theAlert: Asked = {
  what: 'the alert',
  where: (args) => /INC-\d/.test(JSON.stringify(args)),
};
const anEdit: Asked = { what: 'an edit', method: 'chat.update' };
const aPost: Asked = { what: 'a message', method: 'chat.postMessage' };

/** As soon as Slack has been asked for it, before anybody can have recorded an answer. */
const atCall =
  ({ what, method, where }: Asked): Moment =>
  async ({ slack }) => {
    const count = (): number =>
      slack.calls(method).filter(({ args }) => where?.(args) ?? true).length;
    const before = count();
    await slack.waitUntil(() => count() > before, what, 15_000);
  };

/** While Slack holds the answer back: whether it arrived can't be known. */
const unanswered =
  ({ what, ...match }: Asked, kind: 'hang' | 'drop-after'): Moment =>
  async ({ slack }) => {
    const strike = slack.faults.add({ kind, match });
    await slack.waitUntil(() => strike.hits() > 0, `${what} is struck`, 15_000);
  };

const random = new Random(20);
const someMs = (from: number, to: number): Moment => after(random.integer(from, to));

/** How pgrepl is killed while it tells of the loss, and while it tells of the return. */
const deaths: Readonly<Record<string, readonly [Moment, Moment]>> = {
  'before it can know': [after(0), after(0)],
  'when it asks Slack': [atCall(theAlert), atCall(anEdit)],
  'when Slack does not answer': [unanswered(theAlert, 'hang'), unanswered(anEdit, 'hang')],
  'when the answer is lost': [unanswered(theAlert, 'drop-after'), unanswered(anEdit, 'drop-after')],
  'at a moment (1)': [someMs(20, 80), someMs(400, 900)],
  'at a moment (2)': [someMs(80, 160), someMs(900, 1_400)],
  'at a moment (3)': [someMs(160, 300), someMs(1_400, 1_900)],
  'between two posts': [someMs(300, 600), atCall(aPost)],
};

/** One cluster; for each death an installation of its own: they all see the same loss and return. */
describe('a pgrepl that is killed', () => {
  let cluster: LabCluster<'pg1' | 's1'>;
  const installations = new Map<string, Installation>();

  const startAll = async (): Promise<void> => {
    const waiting = [...installations.values()];
    // Two at a time: each brings a server along.
    const startOneAfterAnother = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await next.start();
    };
    await Promise.all([startOneAfterAnother(), startOneAfterAnother()]);
  };

  /** Has something happen to the cluster, kills each pgrepl in its moment, and starts them again. */
  const dieAndRise = async (phase: 0 | 1, happen: () => Promise<void>): Promise<void> => {
    const killed = [...installations].map(async ([name, installation]) => {
      await deaths[name]?.[phase](installation);
      await installation.program.kill();
    });
    await Promise.all([happen(), ...killed]);
    for (const { slack } of installations.values()) slack.faults.clear();
    await startAll();
  };

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
    for (const name of Object.keys(deaths)) {
      installations.set(name, await Installation.make({ lab: cluster }));
    }
    await startAll();
    await dieAndRise(0, () => cluster.node('s1').kill());
    await Promise.all(
      [...installations.values()].map(({ slack }) => theRoot(slack, 'is there', isOpen)),
    );
    await dieAndRise(1, () => cluster.node('s1').start());
    await Promise.all(
      [...installations.values()].map(async ({ slack }) => {
        const root = await theRoot(slack, 'is resolved', isResolved);
        await slack.waitUntil(() => ends(slack, root.ts).length > 0, 'its thread tells the end');
      }),
    );
    const stopped = [...installations.values()].map(({ program }) => program.stop());
    for (const { code } of await Promise.all(stopped)) expect(code).toBe(0);
  }, 300_000);

  afterAll(async () => {
    await Promise.all([...installations.values()].map((each) => each.remove()));
    await cluster.stop();
  });

  it.each(Object.keys(deaths))('%s tells of one incident in one message', (name) => {
    const installation = installations.get(name);
    if (installation === undefined) throw new Error(`there is no installation for ${name}`);
    const { slack } = installation;
    const [root, ...others] = roots(slack);
    expect(others, said(slack)).toEqual([]);
    if (root === undefined) throw new Error('there is no root');
    expect(incidentNameIn(root)).toMatch(/^INC-\d+$/);
    expect(ends(slack, root.ts), said(slack)).toHaveLength(1);
    const thread = replies(slack, root).map(({ text }) => text);
    expect(new Set(thread).size, said(slack)).toBe(thread.length);
  });

  it.each(Object.keys(deaths))(
    '%s has one incident on record, and each event once',
    async (name) => {
      const installation = installations.get(name);
      if (installation === undefined) throw new Error(`there is no installation for ${name}`);
      const { incidents, timeline } = await installation.place.record();
      expect(incidents).toMatchObject([{ state: 'resolved', reopened: 0 }]);
      const [root] = roots(installation.slack);
      expect(root && incidentNameIn(root)).toBe(`INC-${String(incidents[0]?.number)}`);
      expect(timeline.filter((kind) => kind === 'opened')).toHaveLength(1);
      expect(timeline.filter((kind) => kind === 'resolved')).toHaveLength(1);
    },
  );

  function ends(slack: Installation['slack'], ts: string): readonly string[] {
    return slack
      .thread('#orders', ts)
      .map(({ text }) => text)
      .filter((text) => text.startsWith('Resolved after '));
  }
});
