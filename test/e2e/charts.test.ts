import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { isResolved, replies, shown, theRoot, type Seen } from './support/messages.js';
import { Scene } from './support/scene.js';
import { faultsOf } from './support/tidy.js';
import { TurnedClock } from './support/turned-clock.js';

interface Block {
  readonly type: string;
  readonly slack_file?: { readonly id: string };
  readonly alt_text?: string;
  readonly chart?: { readonly series: readonly { readonly name: string }[] };
}

const blocksOf = (message: Seen): readonly Block[] => message.blocks as unknown as readonly Block[];

describe('/pgrepl lag with a span', () => {
  let cluster: LabCluster<'pg1' | 's1' | 's2'>;
  let scene: Scene;

  beforeAll(async () => {
    cluster = await startCluster({
      nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } },
    });
    scene = await Scene.open({ lab: cluster });
    await cluster.node('s1').pauseReplay();
    await cluster.node('pg1').sql('create table written as select generate_series(1, 200000) as n');
    await waitUntil(
      's1 is behind',
      () =>
        scene.pgrepl
          .cluster()
          .topology?.nodes.some(
            ({ name, lag }) =>
              name === 's1' && (lag?.replayBytes ?? 0) > 1_000_000 && (lag?.timeMs ?? 0) > 100,
          ) ?? false,
    );
  });

  afterAll(async () => {
    await scene.close();
    await cluster.stop();
  });

  /** What the requester alone is told, having typed this; a picture comes last. */
  const asked = async (text: string): Promise<Seen> => {
    const outcome = await scene.slack.as('requester').command('/pgrepl', text, '#orders');
    expect(outcome).toMatchObject({ acked: true, told: null });
    const answer = await outcome.response(0, 60_000);
    expect(answer.ephemeralFor).toBe('U0REQUESTER');
    expect(faultsOf(answer)).toEqual([]);
    return answer;
  };

  it('shows an image, for pgrepl began only now and Slack’s own chart has no gaps', async () => {
    const answer = await asked('lag orders 1h');
    const image = blocksOf(answer).find(({ type }) => type === 'image');
    expect(image?.alt_text).toMatch(
      /^Lag of the standbys of orders from .* s1 was .* behind at worst/,
    );
    const file = scene.slack.file(image?.slack_file?.id ?? '');
    expect(file).toMatchObject({ name: 'lag.png', mimetype: 'image/png' });
    // At least: where a look at the primary was missed, on a busy machine for example.
    expect(shown(answer)).toMatch(/s1 +(≥ )?[\d.]+ m?s +\d\d:\d\d:\d\d UTC +(≥ )?[\d.]+ MB/);
    expect(answer.text).toBe(image?.alt_text);
  });

  it('is shown to the channel by a click', async () => {
    const answer = await asked('lag orders 1h time');
    await scene.slack.as('requester').click(answer, 'answer_share');
    await waitUntil('the channel sees it', () =>
      scene.slack
        .messages('#orders')
        .some((message) => blocksOf(message).some((b) => b.type === 'image')),
    );
  });

  it('knows what an earlier process saw', async () => {
    // The worst stands once it is over: until then every record that the primary writes adds to it.
    await cluster.node('s1').resumeReplay();
    await scene.pgrepl.well();
    const before = shown(await asked('lag orders 1h bytes'));
    const worst = /s1 +((?:≥ )?[\d.]+ MB) +(\d\d:\d\d:\d\d)/.exec(before);
    expect(worst).not.toBeNull();
    await scene.stop();
    await scene.start();
    await scene.pgrepl.well();
    const after = shown(await asked('lag orders 1h bytes'));
    expect(after.replace(/ +/g, ' ')).toContain(`s1 ${worst?.[1] ?? '-'} ${worst?.[2] ?? '-'}`);
  });
});

describe('an incident of lag', () => {
  it('is followed by a picture in its thread when it is over', async () => {
    const cluster = await startCluster({ nodes: { pg1: {}, s1: { from: 'pg1' } } });
    const clock = new TurnedClock();
    const keys = { thresholds: { lag_bytes: { warning: '1MB' }, lag_for: '0s' } };
    const scene = await Scene.open({ lab: cluster, orders: { keys }, clock });
    try {
      const { slack, pgrepl } = scene;
      await cluster.node('s1').pauseReplay();
      await cluster.node('pg1').sql('create table w as select generate_series(1, 200000) as n');
      await pgrepl.finds('replication-lag');
      await clock.turn(90_000, pgrepl);
      await cluster.node('s1').resumeReplay();
      const root = await theRoot(slack, 'is resolved', isResolved);
      const pictured = (): Block | undefined =>
        replies(slack, root)
          .flatMap(blocksOf)
          .find(({ type }) => type === 'image');
      await waitUntil('its thread has a picture', () => pictured() !== undefined, {
        timeoutMs: 60_000,
      });
      expect(pictured()?.alt_text).toMatch(/s1 was .*MB behind at worst/);
      expect(slack.file(pictured()?.slack_file?.id ?? '')?.mimetype).toBe('image/png');
      const last = replies(slack, root).at(-1);
      expect(last?.text).toBe(pictured()?.alt_text);
      expect(slack.calls('files.completeUploadExternal')).toHaveLength(1);
    } finally {
      await scene.close();
      await cluster.stop();
    }
  });
});
