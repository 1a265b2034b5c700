import type { ClusterSnapshot, FleetSnapshot } from '../incidents/fleet.js';
import type { EpochMs } from '../replication/observation.js';
import { lagStage } from '../replication/findings/lag-stage.js';
import type { HopLag, NodeView, Topology, Upstream } from '../replication/topology/model.js';
import { alignColumns } from './columns.js';
import { dataAge } from './data-age.js';
import { clusterMark } from './cluster-mark.js';
import {
  bytesOrUnknown,
  currentLag,
  lagBytes,
  lagTime,
  shortTime,
  stageWords,
} from './lag-words.js';
import { worstFirst } from './fleet-status.js';
import { safeName } from './safe-text.js';
import { line, section, type Section } from './sections.js';

/** How many clusters `lag` without a name shows in full. */
const maxClusters = 15;

const header = [
  'standby',
  'from',
  'behind',
  '',
  'this hop',
  'write',
  'flush',
  'replay',
  'where',
  '',
];

const legend =
  "`behind` is measured against the primary, in bytes not yet replayed and in the time since the primary passed that position; `this hop` against the upstream alone. `write`, `flush` and `replay` are PostgreSQL's own figures on the upstream: `–` where it reports none, as it does for an idle standby that is caught up, `?` where they cannot be read. `where` is the part of the way on which most of it is: `upstream`, `archive`, `sending`, `network`, `writing`, `flushing` or `replaying`.";

/** Every hop of one cluster: bytes and time, and PostgreSQL's own figures beside them. */
export function lagReport(snapshot: ClusterSnapshot, now: EpochMs): Section[] {
  return [lagTable(snapshot, now), section({ lines: [line(legend)] })];
}

/** The hops of every cluster, worst cluster first, as many as can be read. */
export function fleetLag(fleet: FleetSnapshot, now: EpochMs): Section[] {
  const sorted = worstFirst(fleet.clusters, now);
  const rest = sorted.length - maxClusters;
  const sections = sorted.slice(0, maxClusters).map((snapshot) => lagTable(snapshot, now));
  if (rest > 0) {
    sections.push(section({ lines: [line(`${rest} more clusters: name one to see its lag.`)] }));
  }
  return [...sections, section({ lines: [line(legend)] })];
}

function lagTable(snapshot: ClusterSnapshot, now: EpochMs): Section {
  const title = safeName(snapshot.cluster);
  const detail = dataAge(snapshot, now).text;
  const mark = clusterMark(snapshot, now);
  const standbys =
    snapshot.topology?.nodes.filter((node) => node.role !== 'primary' && !node.foreign) ?? [];
  const unmanaged = snapshot.topology?.unmanaged ?? [];
  if (standbys.length + unmanaged.length === 0) {
    const lines = [line('No standby is known.')];
    return section({ title, detail, mark, lines });
  }
  const rows = [
    header,
    ...standbys.map((node) => row(node, snapshot.topology)),
    ...unmanaged.map((standby) => [
      safeName(standby.applicationName, 28),
      safeName(standby.upstream, 28),
      bytesOrUnknown(standby.replayBytes),
      '?',
      '?',
      '?',
      '?',
      '?',
      '?',
      'not configured',
    ]),
  ];
  return section({ title, detail, mark, preformatted: alignColumns(rows) });
}

function row(node: NodeView, topology: Topology | null): string[] {
  const lag = currentLag(node);
  return [
    safeName(node.name, 28),
    fromWhere(node.upstream),
    lagBytes(lag),
    lagTime(lag),
    bytesOrUnknown(lag?.hopBytes ?? null),
    reported(lag?.reported, 'writeMs'),
    reported(lag?.reported, 'flushMs'),
    reported(lag?.reported, 'replayMs'),
    where(node, lag, topology),
    node.reach.kind === 'answers' ? '' : node.reach.kind === 'cold' ? 'cold' : 'silent',
  ];
}

/** Where most of what is behind is; nothing of a standby that is caught up. */
function where(node: NodeView, lag: HopLag | null, topology: Topology | null): string {
  if (lag === null || lag.replayBytes === null || topology === null) return '?';
  // Nothing is on its way to one that is cut off.
  if (lag.replayBytes === 0 || node.upstream?.kind === 'disconnected') return '';
  const stage = lagStage(topology, node);
  return stage === null ? '?' : stageWords(stage);
}

type Reported = NonNullable<NodeView['lag']>['reported'];

function reported(lag: Reported | undefined, which: keyof NonNullable<Reported>): string {
  if (lag === undefined || lag === null) return '?';
  const ms = lag[which];
  return ms === null ? '–' : shortTime(ms);
}

function fromWhere(upstream: Upstream | null): string {
  switch (upstream?.kind) {
    case 'node':
      return safeName(upstream.node, 28);
    case 'address':
      return `${safeName(upstream.host, 28)}:${upstream.port ?? '?'}`;
    case 'archive':
      return 'archive';
    case 'disconnected':
      return upstream.last === null ? 'nowhere' : `nowhere (last ${safeName(upstream.last, 28)})`;
    case 'unknown':
    case undefined:
      return '?';
  }
}
