import type { Clock } from '../clock.js';
import type { ClusterConfig, NodeConfig } from '../config/model.js';
import { missingRights } from '../postgres/act/missing-rights.js';
import { createNodeActor } from '../postgres/act/node-actor.js';
import { listNames, safeName } from '../wording/safe-text.js';
import type { CheckLine } from './check-lines.js';

/**
 * Tries the role that acts at the nodes that answer, by their majors: it connects and asks, and
 * changes nothing. Nodes of which the same is to be said share a line.
 */
export async function checkActing(
  cluster: ClusterConfig,
  majors: ReadonlyMap<string, number>,
  timeoutMs: number,
  clock: Clock,
): Promise<readonly CheckLine[]> {
  const { operations } = cluster;
  if (operations === null) return [];
  const found = await Promise.all(
    cluster.nodes.flatMap((node) => {
      const major = majors.get(node.declaration.name);
      return major === undefined ? [] : [tried(node, major, timeoutMs, clock)];
    }),
  );
  const byMessage = new Map<string, Tried[]>();
  for (const each of found) {
    byMessage.set(each.message, [...(byMessage.get(each.message) ?? []), each]);
  }
  return [...byMessage.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { level, message, remedy } = first;
    const names = listNames(
      same.map(({ node }) => node),
      same.length,
    );
    return [{ level, message: `${names}: ${message}`, remedy }];
  });
}

interface Tried extends CheckLine {
  readonly node: string;
}

async function tried(
  { declaration, acting }: NodeConfig,
  major: number,
  timeoutMs: number,
  clock: Clock,
): Promise<Tried> {
  const { name: node } = declaration;
  const actor = createNodeActor({
    name: node,
    connection: acting,
    applicationName: 'pgrepl check',
    connectTimeoutMs: timeoutMs,
    deedTimeoutMs: timeoutMs,
    clock,
  });
  try {
    const facts = await actor.facts(0);
    if (facts.kind !== 'done') {
      return {
        node,
        level: 'fail',
        message: `operations can't act as ${safeName(acting.user)}: ${facts.detail}`,
        remedy:
          'Correct user, password or database under operations, and see that pg_hba.conf lets the role in.',
      };
    }
    const role = safeName(facts.value.actingRole);
    const missing = missingRights(facts.value, major);
    if (missing === null) {
      const message = `${role} may do all that operations take.`;
      return { node, level: 'pass', message, remedy: null };
    }
    return {
      node,
      level: 'warn',
      message: `in operations ${role} may not ${missing.words}: such steps fail, or are left to people.`,
      remedy: `On the primary, in the database ${safeName(acting.database)}: ${missing.grants}`,
    };
  } finally {
    actor.close();
  }
}
