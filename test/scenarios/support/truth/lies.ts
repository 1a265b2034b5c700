import type { ClusterSnapshot } from '../../../../src/incidents/fleet.js';
import type { Finding } from '../../../../src/replication/findings/model.js';
import type { NodeView, Topology } from '../../../../src/replication/topology/model.js';
import type { RealCluster, RealNode, RealPrimary } from './facts.js';
import type { TruthNode, World } from './world.js';

/** Everything in which what pgrepl says differs from what is. */
export function liesOf(
  world: World,
  real: RealCluster,
  { topology, findings }: ClusterSnapshot,
): readonly string[] {
  if (topology === null) return ['nothing was ever evaluated'];
  const about = { world, real, topology, findings };
  return [
    ...primaryLies(about),
    ...real.nodes.flatMap((node) => nodeLies(about, node)),
    ...(real.primary === null || !isTold(about, real.primary.name)
      ? []
      : syncLies(about, real.primary)),
  ];
}

interface Matter {
  readonly world: World;
  readonly real: RealCluster;
  readonly topology: Topology;
  readonly findings: readonly Finding[];
}

/** True if pgrepl says that this node is the one primary. */
function isTold({ topology }: Matter, name: TruthNode): boolean {
  return topology.primary.kind === 'one' && topology.primary.node === name;
}

function primaryLies(about: Matter): readonly string[] {
  const { world, topology } = about;
  const { primary } = topology;
  const seen = world.serving.filter((name) => world.isVisible(name));
  const told = JSON.stringify(primary);
  const lies: string[] = [];
  if (seen.length > 1) {
    const all = primary.kind === 'several' && seen.every((name) => primary.nodes.includes(name));
    if (!all) lies.push(`${seen.join(' and ')} are primaries, told is ${told}`);
    expectFinding(about, 'several-primaries', null, true, lies);
  } else if (seen[0] !== undefined) {
    if (!isTold(about, seen[0])) lies.push(`${seen[0]} is primary, told is ${told}`);
  } else {
    if (primary.kind === 'one' || primary.kind === 'several') {
      lies.push(`no primary can be seen, told is ${told}`);
    }
    // A primary that is killed may be started again: nobody knows whether there is none.
    if (primary.kind === 'none') lies.push(`there is no primary, but nobody can know that`);
  }
  if (primary.kind === 'unreachable' && !topology.nodes.every(isSilent)) {
    expectFinding(about, 'primary-unreachable', primary.node, true, lies);
  }
  return lies;
}

function isSilent(node: NodeView): boolean {
  return node.reach.kind === 'silent';
}

function nodeLies(about: Matter, real: RealNode): readonly string[] {
  const { world, topology } = about;
  const { name } = real;
  const view = topology.nodes.find((node) => node.name === name);
  if (view === undefined) return [`${name} is not told of at all`];
  const reach = world.isVisible(name) ? (world.isCold(name) ? 'cold' : 'answers') : 'silent';
  const lies: string[] = [];
  if (view.reach.kind !== reach) lies.push(`${name} is ${reach}, told is ${view.reach.kind}`);
  if (world.primaries.has(name)) return lies;
  const upstream = world.upstreamOf(name);
  const testifies = upstream !== undefined && world.isVisible(upstream) && !world.isCold(upstream);
  lies.push(
    ...receiptLies(about, real, view, testifies),
    ...(reach === 'answers' ? lagLies(about, real, view) : []),
  );
  const told = view.upstream?.kind === 'node' ? view.upstream.node : null;
  const isKnown = real.receives === true && testifies;
  if (isKnown ? told !== upstream : told !== null && told !== upstream) {
    lies.push(
      `${name} belongs below ${String(upstream)}, told is ${JSON.stringify(view.upstream)}`,
    );
  }
  return lies;
}

/** Whether it is told to be cut off if, and only if, WAL does not reach it. */
function receiptLies(
  { world, findings, topology }: Matter,
  real: RealNode,
  view: NodeView,
  testifies: boolean,
): readonly string[] {
  const { name, receives } = real;
  const cutOff = findings.find((f) => f.kind === 'standby-disconnected' && f.subject === name);
  const unreachable = findings.some((f) => f.kind === 'node-unreachable' && f.subject === name);
  if (receives === true) {
    if (cutOff === undefined) {
      const isKnown = world.isVisible(name) || unreachable || topology.nodes.every(isSilent);
      return isKnown ? [] : [`${name} can't be reached, and that is not told`];
    }
    const isHonest = cutOff.evidence['connection'] === 'cannot-tell' && !testifies;
    return isHonest ? [] : [`${name} receives, told is: ${cutOff.what}`];
  }
  if (receives === null || cutOff !== undefined) return [];
  // The middle of a cascade may be connected and have nothing to send.
  const above = world.upstreamOf(name);
  if (above !== undefined && world.upstreamOf(above) !== undefined && world.runs(name)) {
    return [];
  }
  if (testifies || view.reach.kind === 'answers')
    return [`${name} receives nothing, and that is not told`];
  return unreachable || topology.nodes.every(isSilent) || view.reach.kind === 'cold'
    ? []
    : [`${name} is down, and that is not told`];
}

function lagLies(about: Matter, real: RealNode, view: NodeView): readonly string[] {
  const { real: cluster } = about;
  const { name, replayLsn } = real;
  const { primary } = cluster;
  if (primary === null || replayLsn === null || !isTold(about, primary.name)) return [];
  const { replayBytes, timeMs } = view.lag ?? { replayBytes: null, timeMs: null };
  const behind = Number(primary.lsn - replayLsn);
  if (about.world.rootOf(name) !== primary.name) {
    // It has gone another way, so that positions can't be compared.
    return replayBytes === null || behind > 0
      ? []
      : [`${name} has diverged, told is ${String(replayBytes)} B`];
  }
  if (replayBytes !== behind)
    return [`${name} is ${behind} B behind, told is ${String(replayBytes)} B`];
  const isTimeRight = behind === 0 ? timeMs === 0 : timeMs !== null && timeMs > 0;
  return isTimeRight ? [] : [`${name} is ${behind} B behind, told is ${String(timeMs)} ms`];
}

function syncLies(about: Matter, real: RealPrimary): readonly string[] {
  const { topology } = about;
  const { sync } = topology;
  const lies: string[] = [];
  const told = JSON.stringify(sync.commits);
  if (sync.namesSetting !== real.names) lies.push(`the names are '${real.names}'`);
  if (sync.synchronousCommit !== real.level) lies.push(`the level is ${real.level}`);
  const expected = real.hangs ? ['hangs'] : ['waiting-satisfied', 'not-waiting'];
  if (!expected.includes(sync.commits.kind)) {
    lies.push(`commits ${real.hangs ? 'hang' : 'return'}, told is ${told}`);
  }
  if (sync.wait?.sessions !== real.waiters) {
    lies.push(`${real.waiters} sessions wait, told is ${String(sync.wait?.sessions)}`);
  }
  const overrides = (sync.overrides ?? []).map(
    ({ database, role, value }) => `${database ?? '*'}/${role ?? '*'}=${value}`,
  );
  if (overrides.toSorted().join() !== [...real.overrides].sort().join()) {
    lies.push(`overrides are ${real.overrides.join()}, told is ${overrides.join()}`);
  }
  const asynchronous =
    real.names === '' ||
    [real.level, ...real.overrides.map((text) => text.split('=')[1] ?? '')].some(
      (level) => level === 'off' || level === 'local',
    );
  expectFinding(about, 'silently-asynchronous', null, asynchronous, lies);
  if (real.hangs || real.waiters === 0) {
    expectFinding(about, 'commits-hang', null, real.hangs, lies);
  }
  return lies;
}

function expectFinding(
  { findings }: Matter,
  kind: string,
  subject: string | null,
  expected: boolean,
  lies: string[],
): void {
  const found = findings.find((each) => each.kind === kind && each.subject === subject);
  if (expected && found === undefined) lies.push(`${kind} is true and is not told`);
  if (!expected && found !== undefined) lies.push(`${kind} is not true, told is: ${found.what}`);
}
