import { safeName } from '../../../wording/safe-text.js';
import { formatCount } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { change, each, standbysOf, text } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';

/** Fewer cancelled queries than this are no trouble yet. */
const many = 10;

export const hotStandbyFeedback: DoctorCheck = {
  id: 'hot-standby-feedback',
  group: 'standbys',
  looksAt:
    '`hot_standby_feedback` of standbys, and how many of their queries recovery has cancelled',
  why: 'Without it long queries on a standby are cancelled when the primary vacuums; with it they keep the primary from vacuuming.',
  examine: (context) =>
    each(standbysOf(context), (survey) => {
      const value = text(survey, 'hot_standby_feedback');
      if (value === null) return null;
      const name = safeName(survey.node);
      if (value === 'on') return pass(survey, `${name} has \`hot_standby_feedback = on\`.`);
      const cancelled = survey.conflicts?.snapshot ?? 0;
      if (cancelled === 0) {
        return pass(
          survey,
          `${name} has \`hot_standby_feedback = off\`, and no query was cancelled for it.`,
        );
      }
      const evidence = `${name} has \`hot_standby_feedback = off\`, and recovery has cancelled ${formatCount(cancelled, 'query', 'queries')} there for rows that the primary vacuumed.`;
      const remedy = change(survey, 'hot_standby_feedback', 'on');
      return cancelled >= many ? warn(survey, evidence, remedy) : advice(survey, evidence, remedy);
    }),
};
