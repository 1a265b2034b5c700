import { safeName } from '../../../wording/safe-text.js';
import { formatCount } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { amount, change, each, surveysOf } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';

/** One for a base backup, one for a standby that comes back before its old walsender has ended. */
const spare = 2;

export const walsendersRoom: DoctorCheck = {
  id: 'walsenders-room',
  group: 'wal',
  looksAt: '`max_wal_senders` of each node against what it serves now, and would serve as primary',
  why: 'A standby that comes back, or a base backup, is refused when no walsender is free.',
  examine: (context) => {
    const others = context.topology.nodes.length - 1;
    return each(surveysOf(context), (survey) => {
      const most = amount(survey, 'max_wal_senders');
      if (most === null) return null;
      const name = safeName(survey.node);
      const used = survey.senders.length;
      const needed = Math.max(others, used);
      const has = `${name} has \`max_wal_senders = ${most}\`, ${used} of them in use`;
      const remedy = change(survey, 'max_wal_senders', String(Math.max(10, needed + spare + 2)));
      if (most <= used) return fail(survey, `${has}: nobody else can connect.`, remedy);
      if (most < needed) {
        return fail(
          survey,
          `${has}: too few for the ${formatCount(others, 'other node')}.`,
          remedy,
        );
      }
      if (most < needed + spare) {
        return warn(
          survey,
          `${has}: little room beside ${formatCount(needed, 'standby', 'standbys')}.`,
          remedy,
        );
      }
      return pass(survey, `${has}.`);
    });
  },
};
