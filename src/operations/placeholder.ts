/** What may stand between braces in an argument of any command. */
const ofTheNode = ['node', 'host', 'port'] as const;

/**
 * In one that makes a standby: the node that it is to follow, and the slot that it is to use there,
 * which is empty if it is to use none.
 */
const ofTheSource = ['upstream', 'upstream_host', 'upstream_port', 'slot'] as const;

export const placeholders = [...ofTheNode, ...ofTheSource] as const;

export type Placeholder = (typeof placeholders)[number];

/** Commands that lead a standby to another node. */
const leading: ReadonlySet<string> = new Set(['make_standby', 'rewind', 'reclone']);

/** Those that have a value for this command. */
export function placeholdersOf(command: string): readonly Placeholder[] {
  return leading.has(command) ? placeholders : ofTheNode;
}
