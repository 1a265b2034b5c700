/** The oldest release whose views pgrepl knows. */
const oldestMajor = 9.6;

/** The majors that pgrepl is tested on. */
export const testedMajors = { from: 10, to: 18 } as const;

export interface ServerVersion {
  /** As the server says it at connection start: `18.4`, `15.6 (Debian 15.6-0+deb12u1)`, `19beta1`. */
  readonly text: string;
  /** 9 for 9.6, as `NodeState.major` has it. */
  readonly major: number;
}

/** Reads the `server_version` parameter; `undefined` for a text or release that is not understood. */
export function readServerVersion(text: string): ServerVersion | undefined {
  const match = /^(\d+)(?:\.(\d+))?/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const first = Number(match[1]);
  const release = first < 10 ? Number(`${first}.${match[2] ?? '0'}`) : first;
  return release < oldestMajor ? undefined : { text, major: first };
}
