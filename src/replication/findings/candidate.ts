import type { EpochMs } from '../observation.js';
import type { Candidate, Finding, RuleContext } from './model.js';

/** The key of a finding: the same fact keeps the same key from poll to poll. */
export function findingKey(cluster: string, kind: string, subject: string | null): string {
  return subject === null ? `${cluster}/${kind}` : `${cluster}/${kind}/${subject}`;
}

/** The token of trouble at one node: whatever carries it belongs to one incident. */
export function nodeCause(node: string): string {
  return `node:${node}`;
}

/** Since when this fact has been seen: by what the rule knows, by what was seen before, or now. */
export function sinceOf(
  context: RuleContext,
  kind: string,
  subject: string | null,
  known: EpochMs | null = null,
): EpochMs {
  const seen = context.activeSince(findingKey(context.topology.cluster, kind, subject));
  return seen ?? known ?? context.now;
}

interface CandidateParts extends Omit<Finding, 'cluster' | 'key' | 'causes'> {
  readonly causes: readonly (string | null)[];
  readonly holdMs: number;
  readonly clearMs: number;
}

/** Puts a candidate together: cluster and key follow from the rest, causes are unique and sorted. */
export function candidate(context: RuleContext, parts: CandidateParts): Candidate {
  const { cluster } = context.topology;
  const causes = parts.causes.filter((cause) => cause !== null);
  return {
    ...parts,
    cluster,
    key: findingKey(cluster, parts.kind, parts.subject),
    causes: [...new Set(causes)].toSorted(),
  };
}
