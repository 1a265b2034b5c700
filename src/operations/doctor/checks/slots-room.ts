import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { amount, change, each, stateOf, surveysOf } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';

export const slotsRoom: DoctorCheck = {
  id: 'slots-room',
  group: 'wal',
  looksAt: '`max_replication_slots` of each node against its slots; where slots are used',
  why: 'A slot that can not be created keeps a standby from coming back, or a new primary from keeping WAL for it.',
  examine: (context) => {
    const perNode = surveysOf(context).map(({ node }) => stateOf(context, node)?.slots.length ?? 0);
    const inUse = Math.max(0, ...perNode);
    if (inUse === 0) return [];
    return each(surveysOf(context), (survey) => {
      const most = amount(survey, 'max_replication_slots');
      const slots = stateOf(context, survey.node)?.slots.length;
      if (most === null || slots === undefined) return null;
      const has = `${safeName(survey.node)} has \`max_replication_slots = ${most}\`, ${slots} of them in use`;
      const remedy = change(survey, 'max_replication_slots', String(Math.max(10, inUse + 4)));
      if (most < inUse) {
        return fail(survey, `${has}: as primary it needs ${inUse}.`, remedy);
      }
      if (most <= slots) return warn(survey, `${has}: no other slot can be created.`, remedy);
      return pass(survey, `${has}.`);
    });
  },
};
