import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { type LocalSlack, startLocalSlack } from '../../lab/slack/local-slack.js';
import { startInProcess, type InProcess } from './support/in-process.js';
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
import { makePlace, type Place } from './support/place.js';
import { restore } from './support/restore.js';
import { faultsOf } from './support/tidy.js';

const everySixSeconds = '*/6 * * * * *';
/** When the first of those polls after this moment is due, in milliseconds since the Unix epoch. */
const nextAfter = (at: number): number => (Math.floor(at / 6_000) + 1) * 6_000;

const everySecond = '* * * * * *';

describe('a primary under two asynchronous standbys', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let slack: LocalSlack;
  let place: Place;
  let pgrepl: InProcess;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } });
  });

  afterAll(() => cluster.stop());

  beforeEach(async () => {
    [slack, place] = await Promise.all([startLocalSlack(), makePlace()]);
  });

  afterEach(async () => {
    const everything = [...slack.messages('#orders'), ...slack.messages('#pg-alerts')];
    await pgrepl.stop();
    await slack.stop();
    await place.remove();
    await restore(cluster);
    expect(everything.flatMap(faultsOf)).toEqual([]);
  });

  const watch = async (schedule: string): Promise<void> => {
    pgrepl = await startInProcess({
      slack,
      place,
      setting: { clusters: { orders: { lab: cluster, keys: { schedule } } } },
    });
    await pgrepl.well();
  };

  const resolvedRoot = (): Promise<Seen> => theRoot(slack, 'is resolved', isResolved);

  it('tells at once that a standby was killed, in one message that is edited until all is well', async () => {
    // Far apart, so that it is the lost connection that tells, not the next poll.
    await watch(everySixSeconds);
    expect(slack.calls('chat.postMessage')).toEqual([]);
    const pollAt = nextAfter(Date.now());
    const polledAt = await waitUntil('a poll is just over', () => {
      const at = pgrepl.cluster().topology?.at ?? 0;
      return at >= pollAt && at;
    });
    await cluster.node('s1').kill();
    // A store that is slow gives the number only to an edit of the first message.
    const root = await theRoot(
      slack,
      'is there, with its number',
      (message) => isOpen(message) && incidentNameIn(message) !== undefined,
    );
    const [first] = root.versions;
    expect(first?.acceptedAtMs ?? Infinity).toBeLessThan(nextAfter(polledAt));
    expect(first?.text).toMatch(/^(Critical|Warning): orders: .*\bs1\b.*\.$/);
    expect(shown(root)).toContain('*orders*');
    const name = incidentNameIn(root);
    expect(name).toMatch(/^INC-\d+$/);
    const { ts } = root;

    await cluster.node('s1').start();
    await resolvedRoot();
    await waitUntil('the thread tells the end', () =>
      replies(slack, root).some(({ text }) => /^Resolved after \d/.test(text)),
    );
    expect(roots(slack).map((message) => message.ts)).toEqual([ts]);
    expect(incidentNameIn(root)).toBe(name);
    expect(slack.messages('#pg-alerts')).toEqual([]);
  });

  it('speaks of the primary and its two standbys in one message when the primary is killed', async () => {
    await watch(everySecond);
    await cluster.node('pg1').kill();
    const root = await theRoot(slack, 'tells of both standbys', (message) => {
      const text = shown(message);
      return /\bs1\b/.test(text) && /\bs2\b/.test(text);
    });
    expect(root.text).toMatch(/^Critical: orders: .*\bpg1\b/);
    await cluster.node('pg1').start();
    await resolvedRoot();
    expect(roots(slack)).toHaveLength(1);
  });

  it('keeps two troubles of two nodes apart', async () => {
    await watch(everySecond);
    await cluster.node('s1').kill();
    await theRoot(slack, 'is about s1', ({ text }) => /\bs1\b/.test(text));
    await cluster.node('s2').pauseReplay();
    await cluster
      .node('pg1')
      .sql("SELECT pg_logical_emit_message(false, 'e2e', repeat('x', 2000000))");
    await theRoot(
      slack,
      'is about s2',
      ({ text }) => isOpen({ text } as Seen) && /\bs2\b/.test(text),
    );
    expect(new Set(roots(slack).map(incidentNameIn)).size).toBe(2);
    await cluster.node('s2').resumeReplay();
    await cluster.node('s1').start();
    await waitUntil('both are resolved', () => roots(slack).every(isResolved));
    expect(roots(slack)).toHaveLength(2);
  });

  it('reopens the same message for what comes and goes, and falls silent below it', async () => {
    await watch(everySecond);
    for (let round = 0; round < 5; round += 1) {
      await cluster.node('s1').kill();
      await theRoot(slack, `is open in round ${round}`, isOpen);
      await cluster.node('s1').start();
      await resolvedRoot();
    }
    const [root, ...others] = roots(slack);
    expect(others).toEqual([]);
    if (root === undefined) throw new Error('there is no root');
    expect(shown(root)).toContain('came back 4 times');
    const thread = replies(slack, root).map(({ text }) => text);
    expect(thread.filter((text) => text.startsWith('Back after'))).toHaveLength(3);
    expect(thread.filter((text) => text.includes('only the first message'))).toHaveLength(1);
  });
});
