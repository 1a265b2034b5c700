import type { Topology } from '../replication/topology/model.js';

/** What the next losses would do to commits, in sentences; none where it is not known. */
export function lossSentences(topology: Topology): string[] {
  const { commits } = topology.sync;
  if (commits.kind !== 'waiting-satisfied') return [];
  if (commits.spare === 0) return ['If one of them is lost, commits hang.'];
  return [
    commits.spare === 1
      ? '1 of them may be lost before commits hang.'
      : `${commits.spare} of them may be lost before commits hang.`,
  ];
}
