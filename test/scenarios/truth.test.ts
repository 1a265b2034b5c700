import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { startCluster } from '../../lab/postgres/cluster.js';
import { defaultMajor } from '../../lab/postgres/majors.js';
import { Random } from '../../src/replication/testing/random.js';
import { clusterStatus } from '../../src/wording/cluster-status.js';
import { toTerminal } from '../../src/wording/sections.js';
import { healAll, nextDeed } from './support/truth/deeds.js';
import { Investigator, probeTable } from './support/truth/facts.js';
import { liesOf } from './support/truth/lies.js';
import { World, type TruthNode } from './support/truth/world.js';
import { Watch } from './support/watch.js';

/**
 * Random things happen to a real cluster; after each of them pgrepl must come to say what really is,
 * as asked of the servers themselves. `TRUTH_SEEDS=7,8 TRUTH_DEEDS=50` runs others, and more.
 */
const seeds = (process.env['TRUTH_SEEDS'] ?? '1,2').split(',').map(Number);
const deeds = Number(process.env['TRUTH_DEEDS'] ?? 10);
const isTalkative = process.env['TRUTH_VERBOSE'] !== undefined;

/** How long the truth may take: time-outs of 2 s on either side of a connection, and some polls. */
const patienceMs = 15_000;

/** The same on whichever of them is primary in the end, so that two are left to confirm. */
const names = ['FIRST 1 (pg1, s1, s2)', 'ANY 1 (pg1, s1, s2)'] as const;

describe('what pgrepl says of a cluster to which things happen', () => {
  it.concurrent.each(seeds)(
    'is true after each of them (seed %i)',
    { timeout: 30_000 * (deeds + 4) },
    async (seed) => {
      const random = new Random(seed);
      const synchronousStandbyNames = random.pick(names);
      const cluster = await startCluster<TruthNode>({
        // Up to 13 a cold standby whose upstream is out of sight is like one that starts.
        major: defaultMajor(14),
        links: true,
        settings: { wal_sender_timeout: '2s', wal_receiver_timeout: '2s' },
        synchronousStandbyNames,
        nodes: {
          pg1: {},
          s1: { from: 'pg1', slot: true },
          s2: { from: 'pg1' },
          s3: { from: 's1' },
          c1: { from: 'pg1', hotStandby: false },
        },
      });
      const world = new World(cluster, synchronousStandbyNames);
      const investigator = new Investigator(world);
      const done: string[] = [`seed ${seed}: ${synchronousStandbyNames}`];
      let watch: Watch | undefined;
      try {
        await cluster.sql(probeTable);
        await cluster.sql('CREATE ROLE careless LOGIN');
        await cluster.sql('CREATE DATABASE other');
        watch = new Watch(cluster, {
          // What is not true for longer than that is waited for all the same.
          config: 'deadline: 1s\nconnect_timeout: 1s\nthresholds: { clear_for: 0s, lag_for: 0s }',
        });
        await watch.allWell();
        for (let count = 0; count < deeds; count += 1) {
          const deed = nextDeed(world, random);
          done.push(deed.text);
          await deed.run();
          const tookMs = await settles(watch, world, investigator, done);
          if (isTalkative)
            process.stdout.write(`seed ${seed}: ${deed.text} (${Math.round(tookMs)} ms)\n`);
        }
        done.push('everything is mended');
        await healAll(world);
        await settlesWell(watch, done);
      } finally {
        investigator.close();
        await watch?.stop();
        await cluster.stop();
      }
    },
  );
});

/** Waits until all that is said is true, and is so for two evaluations in a row. */
async function settles(
  watch: Watch,
  world: World,
  investigator: Investigator,
  done: readonly string[],
): Promise<number> {
  const from = performance.now();
  for (;;) {
    const real = await investigator.investigate();
    const first = await nextLook(watch);
    let lies = liesOf(world, real, first);
    if (lies.length === 0) {
      lies = liesOf(world, real, await nextLook(watch));
      if (lies.length === 0) return performance.now() - from;
    }
    if (performance.now() - from > patienceMs) throw untrue(watch, done, lies);
  }
}

/** The snapshot after every node has been asked anew. */
async function nextLook(watch: Watch): Promise<Watch['snapshot']> {
  const from = Date.now();
  return watch.until(() => {
    const { snapshot } = watch;
    const { topology } = snapshot;
    if (topology === null || topology.at <= from) return undefined;
    const isNew = topology.nodes.every(
      ({ reach, stateAt }) => reach.kind !== 'answers' || (stateAt ?? 0) > from,
    );
    return isNew ? snapshot : undefined;
  }, 'every node has been asked again');
}

/** News of changed roles stay for minutes; nothing else may. */
async function settlesWell(watch: Watch, done: readonly string[]): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const wrong = watch.snapshot.findings.filter(({ kind }) => kind !== 'role-changed');
    if (wrong.length === 0) return;
    if (performance.now() > deadline) {
      throw untrue(
        watch,
        done,
        wrong.map(({ what }) => what),
      );
    }
    await sleep(50);
  }
}

function untrue(watch: Watch, done: readonly string[], lies: readonly string[]): Error {
  const status = toTerminal(clusterStatus(watch.snapshot, Date.now()));
  const list = (lines: readonly string[]): string => lines.map((text) => `  ${text}`).join('\n');
  return new Error(`after\n${list(done)}\nis not true:\n${list(lies)}\nsaid is:\n${status}`);
}
