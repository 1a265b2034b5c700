import type { EpochMs } from '../../replication/observation.js';
import type { Section } from '../../wording/sections.js';

/**
 * The number of the shape of what `--json` prints. It grows only when something that was there goes
 * or means something else; members may be added under the same number.
 */
export const jsonVersion = 1;

/** A moment as JSON has it: ISO 8601 in UTC. */
export function isoTime(at: EpochMs): string;
export function isoTime(at: EpochMs | null): string | null;
export function isoTime(at: EpochMs | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** The lines of an answer in words, for a script that shows them to people. */
export function linesOf(sections: readonly Section[]): readonly object[] {
  return sections.flatMap(({ lines }) =>
    lines.map(({ lead, text, mark }) => ({ about: lead, text, mark })),
  );
}

/** What is printed: one JSON value on several lines, and nothing else. */
export function asJson(now: EpochMs, members: object): string {
  return JSON.stringify({ version: jsonVersion, at: isoTime(now), ...members }, null, 2);
}
