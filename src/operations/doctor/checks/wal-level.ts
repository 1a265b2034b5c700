import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, each, surveysOf, text } from '../look.js';
import { fail, pass } from '../outcomes.js';

export const walLevel: DoctorCheck = {
  id: 'wal-level',
  group: 'wal',
  looksAt: '`wal_level` of each node: `replica` or `logical`',
  why: 'With `minimal` a primary writes too little into its WAL for any standby or archive.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const level = text(survey, 'wal_level');
      if (level === null) return null;
      if (level !== 'minimal') return pass(survey, `${safeName(survey.node)} has \`${level}\`.`);
      const when = survey.inRecovery ? ': once promoted, nobody could follow it' : '';
      return fail(
        survey,
        `${safeName(survey.node)} has \`wal_level = minimal\`${when}.`,
        change(survey, 'wal_level', 'replica'),
      );
    }),
};
