import { nextLoss, type NextLoss } from '../replication/topology/next-loss.js';
import type { SyncView, Topology } from '../replication/topology/model.js';
import { listNames } from './safe-text.js';
import { formatCount, formatDuration } from './units.js';

/** How many names a sentence holds before it counts the rest. */
const maxNames = 8;

/** What a commit waits for now, at the server's own `synchronous_commit`, in one sentence or two. */
export function commitOutlook(topology: Topology): string {
  const next = nextLoss(topology);
  return `${outlook(next, topology.sync)}${waiting(topology.sync)}`;
}

function outlook(next: NextLoss, sync: SyncView): string {
  switch (next.kind) {
    case 'unknown':
      return 'What commits wait for is not known.';
    case 'no-primary':
      return 'There is no primary that takes commits.';
    case 'not-waiting':
      return next.why === 'no-names'
        ? 'Commits wait for no standby: `synchronous_standby_names` is empty, so losing the primary can lose its newest transactions.'
        : `Commits wait for no standby: \`synchronous_commit\` is ${sync.synchronousCommit ?? 'not known'}, so losing the primary can lose its newest transactions.`;
    case 'hanging': {
      const missing =
        next.missing.length === 0 ? '' : ` Missing: ${listNames(next.missing, maxNames)}.`;
      return `Commits hang: they wait for ${formatCount(next.required, 'synchronous standby', 'synchronous standbys')}, and ${present(next.present)}.${missing}`;
    }
    case 'waiting':
      return next.method === 'quorum' && next.spare > 0
        ? `Commits wait for any ${next.required} of ${listNames(next.waitsFor, maxNames)}.`
        : `Commits wait for ${listNames(next.waitsFor, maxNames)}.`;
  }
}

function present(count: number): string {
  if (count === 0) return 'none is there';
  return count === 1 ? 'only 1 is there' : `only ${count} are there`;
}

function waiting(sync: SyncView): string {
  if (sync.wait === null || sync.wait.sessions === 0) return '';
  const one = sync.wait.sessions === 1;
  const longest =
    sync.wait.longestMs === null ? '' : `, the longest for ${formatDuration(sync.wait.longestMs)}`;
  return ` Now ${formatCount(sync.wait.sessions, 'session')} ${one ? 'waits' : 'wait'}${longest}.`;
}

/** What the next losses would do, in sentences; none where that is not known. */
export function lossSentences(topology: Topology): string[] {
  const next = nextLoss(topology);
  if (next.kind !== 'waiting') return [];
  if (next.method === 'quorum') {
    if (next.spare === 0) return ['If one of them is lost, commits hang.'];
    const may = next.spare === 1 ? '1 of them may' : `${next.spare} of them may`;
    return [`${may} be lost before commits hang.`];
  }
  const clauses = next.steps.map((step, index) => {
    const { lost, outcome, takenOverBy } = step;
    const newest = listNames(lost.slice(-1));
    const condition =
      index === 0
        ? `If ${newest} is lost`
        : outcome === 'go-on'
          ? `if ${newest} is lost too`
          : `if ${lost.length === 2 ? 'both' : `all of ${listNames(lost, maxNames)}`} are`;
    if (outcome === 'hang') return `${condition}, commits hang`;
    return takenOverBy === null
      ? `${condition}, commits go on`
      : `${condition}, ${listNames([takenOverBy])} takes over and commits go on`;
  });
  return clauses.length === 0 ? [] : [`${clauses.join('; ')}.`];
}
