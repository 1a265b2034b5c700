import type { Clock } from '../clock.js';
import type { AppConfig, ClusterConfig } from '../config/model.js';
import { checkNode, type NodeCheck } from '../postgres/check-node.js';
import { checkActing } from './check-acting.js';
import type { CheckLine, CheckPart } from './check-lines.js';

export interface NodesCheck {
  readonly parts: readonly CheckPart[];
  /** Of every cluster that answered: the store must live in none of them. */
  readonly systemIdentifiers: ReadonlyMap<string, string>;
}

/** A check is patient: it is asked for once, and a slow node is not a broken one, ms. */
const patienceMs = 5000;

/** Tries every node of every cluster, side by side. */
export async function checkNodes(config: AppConfig, clock: Clock): Promise<NodesCheck> {
  const checked = await Promise.all(config.clusters.map((cluster) => checkCluster(cluster, clock)));
  return {
    parts: checked.map(({ part }) => part),
    systemIdentifiers: new Map(checked.flatMap(({ identifiers }) => identifiers)),
  };
}

interface NamedCheck {
  readonly name: string;
  readonly check: NodeCheck;
}

async function checkCluster(
  cluster: ClusterConfig,
  clock: Clock,
): Promise<{ part: CheckPart; identifiers: readonly (readonly [string, string])[] }> {
  const timeoutMs = Math.max(patienceMs, cluster.deadlineMs);
  const checks = await Promise.all(
    cluster.nodes.map(async ({ declaration, connection }): Promise<NamedCheck> => ({
      name: declaration.name,
      check: await checkNode({ connection, applicationName: 'pgrepl check', timeoutMs, clock }),
    })),
  );
  const majors = new Map(
    checks.flatMap(({ name, check: { state } }) => (state === null ? [] : [[name, state.major]])),
  );
  const acting = await checkActing(cluster, majors, timeoutMs, clock);
  const lines = checks.flatMap(({ name, check }) =>
    check.items.map((item): CheckLine => ({ ...item, message: `${name}: ${item.message}` })),
  );
  return {
    part: {
      title: `Cluster ${cluster.name}`,
      lines: [...lines, ...together(checks, cluster), ...acting],
    },
    identifiers: checks.flatMap(({ check }) =>
      check.state === null ? [] : [[check.state.systemIdentifier, cluster.name] as const],
    ),
  };
}

/** What only shows when all nodes are looked at side by side. */
function together(checks: readonly NamedCheck[], cluster: ClusterConfig): readonly CheckLine[] {
  const lines: CheckLine[] = [];
  const answering = checks.filter(({ check }) => check.state !== null);
  const identifiers = new Set(answering.map(({ check }) => check.state?.systemIdentifier));
  if (identifiers.size > 1) {
    const which = answering
      .map(({ name, check }) => `${name} is ${check.state?.systemIdentifier ?? 'unknown'}`)
      .join(', ');
    lines.push({
      level: 'fail',
      message: `the nodes are not of one cluster: their system identifiers differ (${which}).`,
      remedy: `Correct the host or port of the stranger under clusters.${cluster.name}.nodes.`,
    });
  }
  const declared = cluster.systemIdentifier;
  const others = answering.filter(({ check }) => check.state?.systemIdentifier !== declared);
  if (declared !== null && others.length > 0) {
    lines.push({
      level: 'fail',
      message: `not of the declared system ${declared}: ${others.map(({ name }) => name).join(', ')}.`,
      remedy: `Correct clusters.${cluster.name}.system_identifier, or take it out: then it is learned.`,
    });
  }
  const primaries = answering.filter(({ check }) => check.state?.role.kind === 'primary');
  if (primaries.length === 0) {
    lines.push({
      level: answering.length === checks.length ? 'fail' : 'warn',
      message: 'none of the nodes that answer is a primary.',
      remedy: `List the primary under clusters.${cluster.name}.nodes too: without it lag can't be told.`,
    });
  } else if (primaries.length > 1) {
    lines.push({
      level: 'fail',
      message: `there is more than one primary: ${primaries.map(({ name }) => name).join(', ')}.`,
      remedy: 'Stop writes to all but one at once, and rebuild the others from it.',
    });
  } else {
    lines.push({
      level: 'pass',
      message: `${primaries[0]?.name ?? ''} is the primary.`,
      remedy: null,
    });
  }
  return lines;
}
