import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { type LocalSlack, startLocalSlack } from '../../lab/slack/local-slack.js';
import { startInProcess, type InProcess } from './support/in-process.js';
import { makePlace, type Place } from './support/place.js';
import {
  incidentNameIn,
  isOpen,
  isResolved,
  replies,
  roots,
  shown,
  theRoot,
} from './support/messages.js';

/** From the loss of a connection to the message: far more than it takes, far less than a poll. */
const soonMs = 900;

describe('a primary under two standbys, watched', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let slack: LocalSlack;
  let place: Place;
  let pgrepl: InProcess;

  beforeEach(async () => {
    [cluster, slack, place] = await Promise.all([
      startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } }),
      startLocalSlack(),
      makePlace(),
    ]);
    pgrepl = await startInProcess({
      slack,
      place,
      // Far apart, so that it is the lost connection that tells, not the next poll.
      setting: { clusters: { orders: { lab: cluster, keys: { schedule: '*/5 * * * * *' } } } },
    });
    await pgrepl.well();
  });

  afterEach(async () => {
    await pgrepl.stop();
    await Promise.all([cluster.stop(), slack.stop()]);
    await place.remove();
  });

  it('says at once that a standby was killed, in one message that is edited until all is well', async () => {
    expect(slack.calls('chat.postMessage')).toEqual([]);
    const killedAt = performance.now();
    await cluster.node('s1').kill();
    const root = await theRoot(slack, 'is there', isOpen);
    const [first] = root.versions;
    expect((first?.acceptedMonotonicMs ?? Infinity) - killedAt).toBeLessThan(soonMs);
    expect(first?.text).toMatch(/^(Critical|Warning): orders: .*\bs1\b.*\.$/);
    expect(shown(root)).toContain('*orders*');
    expect(incidentNameIn(root)).toBe('INC-1');

    await cluster.node('s1').start();
    await theRoot(slack, 'is resolved', isResolved);
    expect(roots(slack)).toHaveLength(1);
    expect(roots(slack)[0]?.ts).toBe(root.ts);
    expect(incidentNameIn(root)).toBe('INC-1');
    await waitUntil('the thread tells the end', () =>
      replies(slack, root).some(({ text }) => /^Resolved after \d/.test(text)),
    );
    expect(roots(slack, '#pg-alerts')).toEqual([]);
  });
});
