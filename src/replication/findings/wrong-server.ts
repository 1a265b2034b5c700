import { safeName } from '../../wording/safe-text.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { nodeNamed } from './look.js';
import type { Rule } from './model.js';
import { replacedBy } from './system-replaced.js';

const kind = 'wrong-server';

/** Behind a node's address answers a server of another system: it is named, and taken for nothing. */
export const wrongServer: Rule = {
  kind,
  rank: 50,
  find: (context) => {
    if (replacedBy(context.topology) !== null) return [];
    return context.topology.nodes.flatMap((node) => {
      if (!node.foreign || node.reach.kind !== 'answers') return [];
      const { host, port } = node.declaration;
      const name = safeName(node.name);
      const thresholds = context.thresholds(node.name);
      return [
        candidate(context, {
          kind,
          subject: node.name,
          severity: 'warning',
          since: sinceOf(context, kind, node.name),
          causes: [nodeCause(node.name)],
          what: `The server at ${safeName(host)}:${port} that is configured as ${name} belongs to another system: its identifier is ${safeName(node.systemIdentifier ?? 'unknown')}, that of ${safeName(context.topology.cluster)} is ${safeName(context.topology.systemIdentifier ?? 'unknown')}.`,
          consequence: `${name} is counted neither as a standby nor as a primary of this cluster; nothing that it holds protects this cluster's data.`,
          next: `Correct host and port of ${name} in the configuration, or clone ${name} from this cluster.`,
          evidence: {
            systemIdentifier: node.systemIdentifier,
            expected: context.topology.systemIdentifier,
          },
          holdMs: 0,
          clearMs: thresholds.clearForMs,
        }),
      ];
    });
  },
  verdict: ({ topology }, finding) => {
    if (replacedBy(topology) !== null) return 'over';
    const node = nodeNamed(topology, finding.subject);
    return node === null || node.reach.kind === 'answers' ? 'gone' : 'unknown';
  },
};
