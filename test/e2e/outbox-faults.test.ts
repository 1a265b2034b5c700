import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import type { LocalSlack } from '../../lab/slack/local-slack.js';
import { Random } from '../../src/replication/testing/random.js';
import { isOpen, isResolved, replies, roots, said, theRoot } from './support/messages.js';
import { Scene } from './support/scene.js';

type Fault = Parameters<LocalSlack['faults']['add']>[0];

const post = { method: 'chat.postMessage' };
const update = { method: 'chat.update' };

const troubles: Readonly<Record<string, readonly Fault[]>> = {
  'refused for being too many': [
    { kind: '429', retryAfterSeconds: 1, match: post },
    { kind: '429', retryAfterSeconds: 1, match: update },
  ],
  'met by an error of the server': [
    { kind: '500', match: post },
    { kind: '500', match: update },
  ],
  'cut off before they arrive': [
    { kind: 'drop-before', match: post },
    { kind: 'drop-before', match: update },
  ],
  'carried out, but their answers are lost': [
    { kind: 'drop-after', match: post },
    { kind: 'drop-after', match: update },
  ],
  'answered late': [
    { kind: 'slow', delayMs: 1_500, match: post },
    { kind: 'slow', delayMs: 1_500, match: update },
  ],
  'never answered': [{ kind: 'hang', match: post }],
  'met by whatever goes wrong (seed 1)': atRandom(1),
  'met by whatever goes wrong (seed 2)': atRandom(2),
};

function atRandom(seed: number): readonly Fault[] {
  const random = new Random(seed);
  return Array.from({ length: 6 }, (): Fault => {
    const method = random.pick(['chat.postMessage', 'chat.update', 'conversations.history']);
    return { kind: random.pick(['500', 'drop-before', 'drop-after']), match: { method } };
  });
}

interface World {
  readonly scene: Scene;
  readonly slack: LocalSlack;
  readonly strikes: readonly ReturnType<LocalSlack['faults']['add']>[];
}

/** One cluster, and a pgrepl with a Slack of its own for each trouble: they all see the same loss. */
describe('messages and edits', () => {
  let cluster: LabCluster<'pg1' | 's1'>;
  const worlds = new Map<string, World>();
  const worldOf = (name: string): World => {
    const world = worlds.get(name);
    if (world === undefined) throw new Error(`there is no trouble ${name}`);
    return world;
  };

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
    for (const [name, faults] of Object.entries(troubles)) {
      const scene = await Scene.open({ lab: cluster });
      const { slack } = scene;
      worlds.set(name, { scene, slack, strikes: faults.map((fault) => slack.faults.add(fault)) });
    }
    await cluster.node('s1').kill();
    await Promise.all([...worlds.values()].map(({ slack }) => theRoot(slack, 'is there', isOpen)));
    await cluster.node('s1').start();
    await Promise.all(
      [...worlds.values()].map(async ({ slack, scene }) => {
        await theRoot(slack, 'is resolved', isResolved);
        await scene.pgrepl.saidAll();
      }),
    );
  });

  afterAll(async () => {
    await Promise.all([...worlds.values()].map(({ scene }) => scene.close()));
    await cluster.stop();
  });

  it.each(Object.keys(troubles))('that are %s are made in the end, and once', (name) => {
    const { slack, strikes } = worldOf(name);
    const [root, ...others] = roots(slack);
    expect(others, said(slack)).toEqual([]);
    if (root === undefined) throw new Error('there is no root');
    const thread = replies(slack, root).map(({ text }) => text);
    expect(thread.filter((text) => text.startsWith('Resolved after '))).toHaveLength(1);
    expect(new Set(thread).size, 'no line is there twice').toBe(thread.length);
    // Whatever pgrepl says of Slack's troubles, it says once.
    expect(roots(slack, '#pg-alerts').length).toBeLessThanOrEqual(1);
    const hits = strikes.map((strike) => strike.hits());
    if (!name.includes('seed')) expect(hits).toEqual(strikes.map(() => 1));
    else expect(hits).toContain(1);
  });

  it('that are refused for a while are not tried before it is over', () => {
    const calls = worldOf('refused for being too many').slack.calls('chat.postMessage');
    const [refused, next] = calls.filter(({ args }) => !isAside(args));
    expect(refused?.error).toBe('ratelimited');
    const waitedMs = (next?.monotonicMs ?? NaN) - (refused?.monotonicMs ?? NaN);
    expect(waitedMs).toBeGreaterThanOrEqual(990);
  });
});

/** What goes to pgrepl's own channel goes its own way. */
function isAside(args: Readonly<Record<string, unknown>>): boolean {
  return args['channel'] === 'C0ALERTS';
}
