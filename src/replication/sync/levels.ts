/** The levels of `synchronous_commit`, from the weakest guarantee to the strongest. */
const commitLevels = ['off', 'local', 'remote_write', 'on', 'remote_apply'] as const;

type CommitLevel = (typeof commitLevels)[number];

/**
 * Reads a value of `synchronous_commit`. PostgreSQL takes the words of a boolean as well (`true`,
 * `yes`, `1` for `on`), and a setting of a database or a role shows them as they were written.
 */
function parseCommitLevel(value: string): CommitLevel | null {
  const word = value.trim().toLowerCase();
  if (['true', 'yes', '1'].includes(word)) return 'on';
  if (['false', 'no', '0'].includes(word)) return 'off';
  return commitLevels.find((level) => level === word) ?? null;
}

/** The higher the number, the stronger the guarantee; null for a value that PostgreSQL doesn't have. */
export function levelRank(value: string): number | null {
  const level = parseCommitLevel(value);
  return level === null ? null : commitLevels.indexOf(level);
}

/** Whether a commit at this level waits for the synchronous standbys that are named. */
export function waitsForStandbys(value: string): boolean {
  const level = parseCommitLevel(value);
  // An unknown value is treated as the default, `on`: rather a wait too many than a loss too many.
  return level !== 'off' && level !== 'local';
}
