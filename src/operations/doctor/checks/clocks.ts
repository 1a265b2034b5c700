import { safeName } from '../../../wording/safe-text.js';
import { formatDuration } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { surveysOf } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

/** Apart for certain by so much, ms. */
const adviceMs = 1000;
const warnMs = 10_000;

/** How far a clock is ahead of pgrepl's: a server's answer was made between question and receipt. */
interface Offset {
  readonly whose: string;
  readonly least: number;
  readonly most: number;
}

const own: Offset = { whose: "pgrepl's own machine", least: 0, most: 0 };

function offset({ node, serverTime, askedAt, at }: NodeSurvey): Offset {
  return { whose: safeName(node), least: serverTime - at, most: serverTime - askedAt };
}

export const clocks: DoctorCheck = {
  id: 'clocks',
  group: 'versions',
  looksAt:
    "the servers' clocks against one another and pgrepl's own, within the bounds of the round trip",
  why: "PostgreSQL's own figures of lag, recovery to a time and every log that is compared rely on equal clocks.",
  examine: (context) => {
    const surveys = surveysOf(context);
    if (surveys.length === 0) return [];
    const servers = surveys.map(offset);
    // Where two servers differ, that matters more than which of them pgrepl agrees with.
    const worst = [servers, [...servers, own]].map(furthest).find(({ ms }) => ms >= adviceMs);
    if (worst === undefined) {
      return [pass(null, "The clocks of the servers and pgrepl's own agree within a second.")];
    }
    const evidence = `The clock of ${worst.fast.whose} is at least ${formatDuration(worst.ms)} ahead of that of ${worst.slow.whose}.`;
    const remedy = 'Look at NTP on both machines: `chronyc tracking` or `timedatectl`.';
    return [(worst.ms >= warnMs ? warn : advice)(null, evidence, remedy)];
  },
};

interface Apart {
  readonly fast: Offset;
  readonly slow: Offset;
  readonly ms: number;
}

/** The two that are furthest apart for certain; of fewer than two, one with itself. */
function furthest(clocks: readonly Offset[]): Apart {
  const pairs = clocks.flatMap((fast) =>
    clocks.map((slow): Apart => ({ fast, slow, ms: fast.least - slow.most })),
  );
  return pairs.toSorted((a, b) => b.ms - a.ms)[0] ?? { fast: own, slow: own, ms: 0 };
}
