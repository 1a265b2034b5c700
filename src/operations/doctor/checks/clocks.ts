import { safeName } from '../../../wording/safe-text.js';
import { formatDuration } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { surveysOf } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

/** Apart for certain by so much, ms. */
const adviceMs = 1000;
const warnMs = 10_000;

/** How far a server's clock is ahead of pgrepl's: the answer was made between question and receipt. */
function offset({ serverTime, askedAt, at }: NodeSurvey): {
  readonly least: number;
  readonly most: number;
} {
  return { least: serverTime - at, most: serverTime - askedAt };
}

export const clocks: DoctorCheck = {
  id: 'clocks',
  group: 'versions',
  looksAt: "the servers' clocks against one another, within the bounds of the round trip",
  why: "PostgreSQL's own figures of lag, recovery to a time and every log that is compared rely on equal clocks.",
  examine: (context) => {
    const surveys = surveysOf(context);
    const pairs = surveys.flatMap((a, index) =>
      surveys.slice(index + 1).map((b) => {
        const [one, other] = [offset(a), offset(b)];
        const ahead = one.least - other.most;
        const behind = other.least - one.most;
        return ahead >= behind ? { fast: a, slow: b, ms: ahead } : { fast: b, slow: a, ms: behind };
      }),
    );
    const [worst] = pairs.toSorted((a, b) => b.ms - a.ms);
    if (worst === undefined) return [];
    if (worst.ms < adviceMs)
      return [pass(null, 'The clocks of the servers agree within a second.')];
    const evidence = `The clock of ${safeName(worst.fast.node)} is at least ${formatDuration(worst.ms)} ahead of that of ${safeName(worst.slow.node)}.`;
    const remedy = 'Look at NTP on both machines: `chronyc tracking` or `timedatectl`.';
    return [(worst.ms >= warnMs ? warn : advice)(null, evidence, remedy)];
  },
};
