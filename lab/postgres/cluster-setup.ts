import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { guardFiles } from './guard.js';
import { Link } from './link.js';
import { defaultMajor, type Major } from './majors.js';
import { LabNode } from './node.js';
import { giveToServerUser, makeRunDirectory } from './places.js';
import { allocatePort } from './ports.js';
import { baseSettings, boundSettings, type Settings } from './settings.js';
import { inOrder, slotName, type ClusterSpec, type NodeSpec } from './spec.js';
import type { StandbySource } from './standby.js';
import { newSystemIdentifier, setSystemIdentifier } from './system-identifier.js';
import { copyTemplate } from './template.js';

/** The nodes of a cluster with their files and links, before any server runs. */
export interface SetUp {
  readonly directory: string;
  readonly archiveDirectory: string;
  readonly nodes: readonly LabNode[];
  readonly primary: LabNode;
  readonly links: readonly Link[];
  /** Each standby's upstream, by name; changed by {@link SetUp.rewire}. */
  readonly upstreams: ReadonlyMap<string, string>;
  /** Standbys need a base backup: a copy of the template would refuse their settings. */
  readonly needsBackup: boolean;
  readonly source: (node: LabNode) => StandbySource;
  /** Where a standby connects for its WAL: through its link if it has one. */
  readonly upstreamPort: (node: LabNode) => number;
  readonly rewire: (node: LabNode, upstream: LabNode) => void;
}

export async function setUpNodes(spec: ClusterSpec): Promise<SetUp> {
  const major = spec.major ?? defaultMajor();
  const directory = await makeRunDirectory('pgrepl-lab-');
  guardFiles(directory);
  const archiveDirectory = join(directory, 'archive');
  if (spec.archive === true) {
    await mkdir(archiveDirectory, { mode: 0o700 });
    await giveToServerUser(archiveDirectory);
  }

  const names = inOrder(spec.nodes);
  const nodes = await Promise.all(
    names.map((name) => setUpNode(name, specOf(spec, name), spec, { major, directory })),
  );
  const [primary] = nodes;
  if (primary === undefined) throw new Error('a cluster needs nodes');

  const byName = new Map(nodes.map((node) => [node.name, node]));
  const upstreams = new Map<string, string>();
  const rewire = (node: LabNode, upstream: LabNode): void => {
    upstreams.set(node.name, upstream.name);
    if (node.hasReplicationLink) node.replicationLink.retarget(upstream.serverPort);
    connectListening(nodes, upstreams);
  };
  for (const node of nodes) {
    const upstream = byName.get(node.spec.from ?? '');
    if (upstream !== undefined) rewire(node, upstream);
  }
  connectListening(nodes, upstreams);

  const needsBackup = changesBoundSettings(spec);
  const identifier = newSystemIdentifier();
  await Promise.all(
    nodes.map(async (node) => {
      if (needsBackup && node !== primary) return;
      await copyTemplate(major, node.dataDirectory);
      await setSystemIdentifier(node.dataDirectory, identifier);
    }),
  );

  const upstreamPort = (node: LabNode): number => {
    if (node.hasReplicationLink) return node.replicationLink.port;
    return byName.get(upstreams.get(node.name) ?? '')?.serverPort ?? primary.serverPort;
  };
  return {
    directory,
    archiveDirectory,
    nodes,
    primary,
    links: nodes.flatMap((node) => [
      ...(node.hasLinks ? [node.monitorLink] : []),
      ...(node.hasReplicationLink ? [node.replicationLink] : []),
    ]),
    upstreams,
    needsBackup,
    source: (node) => standbySource(node, upstreamPort(node), archiveDirectory),
    upstreamPort,
    rewire,
  };
}

async function setUpNode(
  name: string,
  nodeSpec: NodeSpec,
  spec: ClusterSpec,
  place: { readonly major: Major; readonly directory: string },
): Promise<LabNode> {
  const serverPort = await allocatePort();
  const settings: Settings = {
    ...baseSettings(place.major, name, serverPort),
    ...(spec.archive === true ? archiveSettings(join(place.directory, 'archive')) : {}),
    ...(nodeSpec.hotStandby === false ? { hot_standby: 'off' } : {}),
    ...spec.settings,
    ...nodeSpec.settings,
  };
  const linked = spec.links === true;
  return new LabNode({
    name,
    major: place.major,
    dataDirectory: join(place.directory, name),
    serverPort,
    settings,
    spec: nodeSpec,
    monitorLink: linked ? await Link.open(serverPort, { targetListens: false }) : undefined,
    // Its target is set when all nodes are known.
    replicationLink:
      linked && nodeSpec.from !== undefined && nodeSpec.archiveOnly !== true
        ? await Link.open(serverPort, { targetListens: false })
        : undefined,
  });
}

/** Links refuse connections while the server behind them does not listen, as it would itself. */
function connectListening(nodes: readonly LabNode[], upstreams: ReadonlyMap<string, string>): void {
  for (const node of nodes) {
    const links = nodes
      .filter((one) => one.hasReplicationLink && upstreams.get(one.name) === node.name)
      .map((one) => one.replicationLink);
    if (node.hasLinks) links.push(node.monitorLink);
    node.onListening = async (listening) => {
      await Promise.all(links.map((link) => link.setTargetListens(listening)));
    };
  }
}

function standbySource(node: LabNode, upstreamPort: number, archive: string): StandbySource {
  const { spec } = node;
  const slot = slotName(node.name, spec);
  const restores = spec.archiveOnly === true || spec.restore === true;
  return {
    ...(spec.archiveOnly === true ? {} : { upstreamPort }),
    applicationName: spec.applicationName ?? node.name,
    ...(slot === undefined ? {} : { slot }),
    ...(spec.applyDelay === undefined ? {} : { applyDelay: spec.applyDelay }),
    ...(restores ? { restoreCommand: `cp "${archive}/%f" "%p"` } : {}),
  };
}

function archiveSettings(archive: string): Settings {
  return {
    archive_mode: 'on',
    archive_command: `test ! -f "${archive}/%f" && cp "%p" "${archive}/%f"`,
  };
}

function changesBoundSettings(spec: ClusterSpec): boolean {
  const all = [spec.settings, ...Object.values(spec.nodes).map((node) => node.settings)];
  return all.some((settings) => boundSettings.some((name) => settings?.[name] !== undefined));
}

function specOf(spec: ClusterSpec, name: string): NodeSpec {
  return spec.nodes[name] ?? {};
}
