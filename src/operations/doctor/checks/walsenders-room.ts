import { listNames, safeName } from '../../../wording/safe-text.js';
import { formatCount } from '../../../wording/units.js';
import { amount, change, each, surveysOf } from '../look.js';
import type { DoctorCheck, DoctorContext } from '../model.js';
import { fail, pass, warn } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

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
      const remedy = raise(context, survey, Math.max(10, needed + spare + 2));
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

/**
 * From 12 on no standby may have fewer than its primary: one that has stops, or pauses its replay, as
 * soon as it learns of more there ("Administrator's Overview" of hot standby). One that was not seen
 * may have too few.
 */
function raise(context: DoctorContext, survey: NodeSurvey, to: number): string {
  const how = change(survey, 'max_wal_senders', String(to));
  const lower = context.topology.nodes.filter(({ name }) => {
    const other = context.surveys.get(name);
    if (name === survey.node || other?.inRecovery === false) return false;
    return other === undefined || (amount(other, 'max_wal_senders') ?? 0) < to;
  });
  if (survey.inRecovery || survey.major < 12 || lower.length === 0) return how;
  const it = lower.length === 1 ? 'it' : 'them';
  return `On ${listNames(lower.map(({ name }) => name))} first, since no standby may have fewer than its primary: \`ALTER SYSTEM SET max_wal_senders = '${to}'\`, then restart ${it}. After that: ${how}`;
}
