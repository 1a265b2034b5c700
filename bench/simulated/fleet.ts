/** What a real server answered, and how its node is called. */
export interface Recording {
  readonly node: string;
  /** Where the real server listened. */
  readonly port: number;
  readonly observation: unknown;
}

/** WAL that a simulated primary writes in a second. */
const bytesPerSecond = 100_000n;

const lsnPattern = /"[0-9A-F]+\/[0-9A-F]+"/g;
const marks = { lsn: '"@lsn"', now: '"@now"' } as const;
/** Members that hold the present time, ms since the epoch. */
const timesOfNow = new Set([
  'serverTime',
  'lastMessageSentAt',
  'lastMessageReceivedAt',
  'lastReplayedCommitAt',
]);

/**
 * The answers of one simulated cluster: the recorded ones with an identifier and ports of its own,
 * written to at a steady pace, without lag.
 */
export function answersOf(
  recordings: readonly Recording[],
  cluster: number,
  portOf: (node: string) => number,
): ReadonlyMap<string, (now: number) => string> {
  const ports = new Map(recordings.map(({ node, port }) => [port, portOf(node)]));
  const systemIdentifier = String(7_500_000_000_000_000_000n + BigInt(cluster));
  return new Map(
    recordings.map(({ node, observation }) => {
      const text = JSON.stringify(observation, (key, value: unknown) => {
        if (key === 'systemIdentifier') return systemIdentifier;
        if (timesOfNow.has(key) && value !== null) return '@now';
        if (key === 'senderPort') return ports.get(Number(value)) ?? value;
        return value;
      });
      const template = text.replaceAll(lsnPattern, marks.lsn);
      return [
        node,
        (now: number): string =>
          template.replaceAll(marks.lsn, `"${lsnAt(now)}"`).replaceAll(marks.now, String(now)),
      ];
    }),
  );
}

/** Where every simulated primary is at a moment. */
function lsnAt(now: number): string {
  const position = (BigInt(now % 1_000_000_000) * bytesPerSecond) / 1000n + 0x1000000n;
  const half = (value: bigint): string => value.toString(16).toUpperCase();
  return `${half(position >> 32n)}/${half(position & 0xffffffffn)}`;
}
