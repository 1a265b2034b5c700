import { afterEach, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import type { LabNode } from '../../../lab/postgres/node.js';
import { makeStandby } from '../../../lab/postgres/standby.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { createPersonHands } from '../../../src/operator/drivers/person/person-hands.js';
import type { DeedContext, NodeHands } from '../../../src/operator/ports.js';
import { actorOf, valueOf } from '../postgres/acting.js';
import { sourceFor, waitFollowing, waitPromoted } from './support.js';

let cluster: LabCluster | undefined;

afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

function asking(
  node: LabNode,
  withinMs = 60_000,
): { hands: NodeHands; context: DeedContext; asked: string[]; abort: AbortController } {
  const asked: string[] = [];
  const abort = new AbortController();
  const hands = createPersonHands({
    node: node.name,
    actor: actorOf(node),
    applicationName: node.name,
    major: () => node.major,
    withinMs,
  });
  const context = {
    withinMs: 1,
    signal: abort.signal,
    waiting: (words: string) => asked.push(words),
  };
  return { hands, context, asked, abort };
}

/** Somebody who does what they are asked to, once they were. */
async function whenAsked(
  asked: readonly string[],
  count: number,
  deed: () => Promise<unknown>,
): Promise<void> {
  await waitUntil('somebody is asked', () => asked.length >= count);
  await deed();
}

describe.each([18, 11] as const)('by a person on %s', (major) => {
  it('a primary is stopped, another promoted, and the first brought back, each seen to be so', async () => {
    cluster = await startCluster({ major, nodes: { a: {}, b: { from: 'a' } } });
    const a = cluster.node('a');
    const b = cluster.node('b');
    const { hands, context, asked } = asking(a);
    const onB = asking(b);

    const [stopped] = await Promise.all([hands.stop(context), whenAsked(asked, 1, () => a.stop())]);
    valueOf(stopped);
    expect(asked[0]).toContain(`pg_ctl stop -D ${a.dataDirectory} -m fast`);
    const [promoted] = await Promise.all([
      onB.hands.promote(onB.context),
      whenAsked(onB.asked, 1, () => b.promote()),
    ]);
    valueOf(promoted);
    await waitPromoted(b);

    const source = sourceFor(a, b);
    valueOf(
      await hands.makeStandby(
        { ...source, conninfo: `${source.conninfo} password=Planted-s3cret` },
        context,
      ),
    );
    const [started] = await Promise.all([
      hands.start(context),
      whenAsked(asked, 2, async () => {
        await makeStandby(a, { upstreamPort: b.serverPort, applicationName: 'a' });
        await a.start();
      }),
    ]);
    valueOf(started);
    await waitFollowing(a, b);
    expect(asked[1]).toContain(`port=${b.serverPort}`);
    expect(asked[1]).toContain(major === 18 ? 'standby.signal' : 'recovery.conf');
    expect(asked[1]).toContain('pg_ctl start');
    expect(asked[1]).not.toContain('s3cret');

    const [restarted] = await Promise.all([
      hands.restart(context),
      whenAsked(asked, 3, () => a.restart()),
    ]);
    valueOf(restarted);
  });
});

describe('by a person', () => {
  it('what nobody does is not done, and what cannot be seen is not known', async () => {
    cluster = await startCluster({ nodes: { a: {}, b: { from: 'a' } } });
    const a = cluster.node('a');
    const { hands, context } = asking(a, 300);
    expect(await hands.stop(context)).toEqual({
      kind: 'failed',
      code: null,
      detail: 'nobody has stopped a within 0.3 s: it answers as before',
    });
    expect(await hands.restart(context)).toMatchObject({ kind: 'failed' });
    // A promotion may have been asked for, and come later.
    const onB = asking(cluster.node('b'), 300);
    expect(await onB.hands.promote(onB.context)).toMatchObject({
      kind: 'unknown',
      detail: 'nobody has promoted b within 0.3 s: it answers as before',
    });
    await a.freeze();
    expect(await asking(a, 300).hands.stop(context)).toMatchObject({ kind: 'unknown' });
    a.thaw();
    await a.stop();
    expect(await hands.start(context)).toMatchObject({ kind: 'unknown' });
  });

  it('a standby that is started as a primary is called that', async () => {
    cluster = await startCluster({ nodes: { a: {}, b: { from: 'a' } } });
    const a = cluster.node('a');
    const { hands, context, asked } = asking(a);
    valueOf(await hands.rewind(sourceFor(a, cluster.node('b')), context));
    const [started] = await Promise.all([
      hands.start(context),
      whenAsked(asked, 1, () => a.restart()),
    ]);
    expect(asked[0]).toContain('pg_rewind');
    expect(started).toMatchObject({
      kind: 'failed',
      detail: 'a was started as a primary, not as a standby: stop it at once',
    });
  });

  it('a deed that nobody wants any more is not waited for', async () => {
    cluster = await startCluster({ nodes: { a: {} } });
    const { hands, context, asked, abort } = asking(cluster.node('a'));
    const [stopped] = await Promise.all([
      hands.stop(context),
      whenAsked(asked, 1, () => {
        abort.abort();
        return Promise.resolve();
      }),
    ]);
    expect(stopped).toMatchObject({ kind: 'failed' });
  });
});
