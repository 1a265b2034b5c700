import { burst } from '../../../../lab/postgres/load.js';
import type { Link } from '../../../../lab/postgres/link.js';
import type { Random } from '../../../../src/replication/testing/random.js';
import { quietly } from './facts.js';
import { firstUpstreams, truthNodes, type TruthNode, type World } from './world.js';

/** Something that happens to a cluster. */
export interface Deed {
  readonly text: string;
  readonly run: () => Promise<void>;
}

const someNames = [
  '',
  '*',
  's1',
  's2, s1',
  '"S1", s2',
  'nobody',
  'c1',
  'FIRST 1 (s1, s2)',
  'FIRST 2 (s1, s2)',
  'FIRST 1 (s3, s2)',
  'FIRST 3 (*)',
  'ANY 1 (pg1, s1, s2)',
  'ANY 2 (s1, s2, c1)',
  'ANY 3 (s1, s2, nobody)',
] as const;

const someLevels = ['on', 'on', 'remote_write', 'remote_apply', 'local', 'off'] as const;

/** One of the deeds that are possible now; the more is broken, the more often something is mended. */
export function nextDeed(world: World, random: Random): Deed {
  const servers = serverDeeds(world);
  const links = linkDeeds(world, random);
  const mending = [...servers.mending, ...links.mending];
  if (random.next() < mending.length / 5) return random.pick(mending);
  const kinds: readonly (readonly Deed[])[] = [
    servers.breaking,
    links.breaking,
    settingDeeds(world, random),
    settingDeeds(world, random),
    replayDeeds(world),
    random.next() < 0.3 ? promotions(world) : [],
    loads(world),
  ];
  return random.pick(random.pick(kinds.filter((possible) => possible.length > 0)));
}

interface Choice {
  readonly breaking: readonly Deed[];
  readonly mending: readonly Deed[];
}

function serverDeeds(world: World): Choice {
  const running = truthNodes.filter((name) => world.runs(name));
  const frozen = truthNodes.filter((name) => world.node(name).isFrozen);
  return {
    breaking: running.flatMap((name) => [
      deed(`kill ${name}`, async () => {
        await world.node(name).kill();
        world.down.add(name);
      }),
      deed(`stop ${name}`, async () => {
        await world.node(name).stop();
        world.down.add(name);
      }),
      deed(`freeze ${name}`, () => world.node(name).freeze()),
    ]),
    mending: [
      ...[...world.down].map((name) => deed(`start ${name}`, () => start(world, name))),
      ...frozen.map((name) => deed(`thaw ${name}`, () => thaw(world, name))),
    ],
  };
}

async function start(world: World, name: TruthNode): Promise<void> {
  await world.node(name).start();
  world.down.delete(name);
  // A pause does not outlive the server.
  world.paused.delete(name);
}

function thaw(world: World, name: TruthNode): Promise<void> {
  world.node(name).thaw();
  return Promise.resolve();
}

function linkDeeds(world: World, random: Random): Choice {
  const links = truthNodes.flatMap((name): readonly (readonly [string, Link])[] => [
    [`the monitor's link to ${name}`, world.node(name).monitorLink],
    ...(firstUpstreams[name] === undefined || world.primaries.has(name)
      ? []
      : [[`the replication link of ${name}`, world.node(name).replicationLink] as const]),
  ]);
  const open = links.filter(([, link]) => link.isOpen);
  const shut = links.filter(([, link]) => !link.isOpen);
  return {
    breaking: open.map(([text, link]) =>
      random.next() < 0.5
        ? deed(`cut ${text}`, () => link.cut())
        : deed(`drop the packets on ${text}`, () => link.drop()),
    ),
    mending: shut.map(([text, link]) => deed(`heal ${text}`, () => link.heal())),
  };
}

function settingDeeds(world: World, random: Random): readonly Deed[] {
  const [primary] = world.serving;
  if (primary === undefined) return [];
  const node = world.node(primary);
  const level = random.pick(someLevels);
  const names = random.pick([world.names, world.names, ...someNames]);
  const override = (whose: string, value: string): Deed =>
    deed(`synchronous_commit of ${whose} becomes ${value} on ${primary}`, async () => {
      world.overridden = true;
      const how =
        value === 'default' ? 'RESET synchronous_commit' : `SET synchronous_commit = ${value}`;
      await quietly(node, `ALTER ${whose} ${how}`);
    });
  return [
    deed(`the names become '${names}' on ${primary}`, () => node.setSynchronousStandbyNames(names)),
    deed(`the names become '${names}' on ${primary}`, () => node.setSynchronousStandbyNames(names)),
    deed(`synchronous_commit becomes ${level} on ${primary}`, () =>
      node.alterSystem('synchronous_commit', level),
    ),
    override('ROLE careless', random.pick(['local', 'off', 'default'])),
    override('DATABASE other', random.pick(['local', 'remote_write', 'default'])),
  ];
}

function replayDeeds(world: World): readonly Deed[] {
  const standbys = truthNodes.filter(
    (name) => world.canBeAsked(name) && !world.primaries.has(name),
  );
  return standbys.map((name) =>
    world.paused.has(name)
      ? deed(`resume replay on ${name}`, async () => {
          await world.node(name).resumeReplay();
          world.paused.delete(name);
        })
      : deed(`pause replay on ${name}`, async () => {
          await world.node(name).pauseReplay();
          world.paused.add(name);
        }),
  );
}

/** Once in a sequence at most: what follows a promotion has to be built anew. */
function promotions(world: World): readonly Deed[] {
  if (world.primaries.size > 1) return [];
  return (['s1', 's2'] as const)
    .filter((name) => world.canBeAsked(name) && !world.paused.has(name))
    .map((name) =>
      deed(`promote ${name}`, async () => {
        await world.node(name).promote();
        world.primaries.add(name);
      }),
    );
}

function loads(world: World): readonly Deed[] {
  return world.serving.length === 1
    ? [deed('write a burst of 2 MB', () => burst(world.cluster, 2))]
    : [];
}

function deed(text: string, run: () => Promise<void>): Deed {
  return { text, run };
}

/** Undoes everything, so that nothing is wrong any more. */
export async function healAll(world: World): Promise<void> {
  for (const name of truthNodes) {
    world.node(name).thaw();
    await world.node(name).monitorLink.heal();
    if (world.node(name).hasReplicationLink) await world.node(name).replicationLink.heal();
  }
  const promoted = [...world.primaries].find((name) => name !== 'pg1');
  if (promoted === undefined) {
    for (const name of world.down) await start(world, name);
    for (const name of world.paused) await world.node(name).resumeReplay();
    world.paused.clear();
  } else {
    await rebuildBelow(world, promoted);
  }
  const [primary] = world.serving;
  if (primary === undefined) throw new Error('nobody is primary after healing');
  const node = world.node(primary);
  await node.alterSystem('synchronous_commit', 'on');
  await node.setSynchronousStandbyNames(world.names);
  await quietly(node, 'ALTER ROLE careless RESET synchronous_commit');
  await quietly(node, 'ALTER DATABASE other RESET synchronous_commit');
}

/** All others may have gone another way: they are cloned from the promoted one, in its tree. */
async function rebuildBelow(world: World, promoted: TruthNode): Promise<void> {
  if (world.down.has(promoted)) await start(world, promoted);
  world.primaries.delete('pg1');
  for (const name of truthNodes) {
    if (name === promoted) continue;
    const upstream = name === 's3' ? 's1' : promoted;
    await world.cluster.reclone(name, upstream);
    world.down.delete(name);
    world.paused.delete(name);
  }
}
