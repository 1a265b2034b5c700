import type { SyncView, Topology } from '../replication/topology/model.js';
import { listNames } from './safe-text.js';
import { formatDuration } from './units.js';

function namesIn(sync: SyncView, state: 'sync' | 'quorum' | 'missing'): string[] {
  return sync.members.filter((member) => member.state === state).map((member) => member.name);
}

/** What a commit waits for now, at the server's own `synchronous_commit`, in one sentence. */
export function commitOutlook(topology: Topology): string {
  const { sync } = topology;
  const { commits } = sync;
  switch (commits.kind) {
    case 'unknown':
      return 'What commits wait for is not known.';
    case 'not-waiting':
      return commits.why === 'no-names'
        ? 'Commits wait for no standby: `synchronous_standby_names` is empty, so losing the primary can lose its newest transactions.'
        : `Commits wait for no standby: \`synchronous_commit\` is ${sync.synchronousCommit ?? 'not known'}, so losing the primary can lose its newest transactions.`;
    case 'hangs':
      return `Commits hang: they wait for ${standbys(commits.required)}, and ${answering(commits.present)}.${waiting(sync)}`;
    case 'waiting-satisfied':
      return `${waitsFor(sync, commits.required)}${waiting(sync)}`;
  }
}

function standbys(count: number): string {
  return count === 1 ? '1 synchronous standby' : `${count} synchronous standbys`;
}

function answering(count: number): string {
  if (count === 0) return 'none is there';
  return count === 1 ? 'only 1 is there' : `only ${count} are there`;
}

function waitsFor(sync: SyncView, required: number): string {
  const quorum = namesIn(sync, 'quorum');
  if (quorum.length > 0) {
    const those = listNames(quorum, 8);
    return quorum.length === required
      ? `Commits wait for ${those}.`
      : `Commits wait for any ${required} of ${those}.`;
  }
  const named = namesIn(sync, 'sync');
  return named.length === 0
    ? `Commits wait for ${standbys(required)}.`
    : `Commits wait for ${listNames(named, 8)}.`;
}

function waiting(sync: SyncView): string {
  if (sync.wait === null || sync.wait.sessions === 0) return '';
  const sessions =
    sync.wait.sessions === 1 ? '1 session waits' : `${sync.wait.sessions} sessions wait`;
  const longest =
    sync.wait.longestMs === null ? '' : `, the longest for ${formatDuration(sync.wait.longestMs)}`;
  return ` Now ${sessions}${longest}.`;
}
