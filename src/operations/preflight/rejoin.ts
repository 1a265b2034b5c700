import { safeName } from '../../wording/safe-text.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { pass, warn } from './result.js';

const id = 'rejoin';

/** How the old primary comes back, by the plan's verdict. */
export function rejoin({ plan, target }: CheckContext): CheckResult {
  const verdict = plan.rejoin;
  if (verdict === null) return pass(id, 'There is no old primary to bring back.');
  const [name, heir] = [safeName(plan.primary ?? 'the old primary'), safeName(target.name)];
  const why = verdict.evidence.join(' ');
  switch (verdict.how) {
    case 'follow':
      return pass(id, `${name} comes back as a standby of ${heir} as it is. ${why}`);
    case 'rewind':
      return warn(
        id,
        `${name} has to be rewound before it can follow ${heir}. ${why}`,
        `Save what only ${name} has before it is rewound.`,
      );
    case 'reclone':
      return warn(
        id,
        `${name} has to be cloned anew before it can follow ${heir}. ${why}`,
        `Save what only ${name} has before it is cloned over.`,
      );
    case 'by-hand':
      return warn(
        id,
        `How ${name} can come back is not known. ${why}`,
        `Keep ${name} stopped until somebody has compared its end with where the timelines part.`,
      );
  }
}
