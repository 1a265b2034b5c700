import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, each, surveysOf, text } from '../look.js';
import { fail, pass } from '../outcomes.js';

export const fsync: DoctorCheck = {
  id: 'fsync',
  group: 'commits',
  looksAt: '`fsync` of each node',
  why: 'Without it a crash of the machine can leave a database that is damaged beyond repair, and what a standby confirmed as flushed was not.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const value = text(survey, 'fsync');
      if (value === null) return null;
      return value === 'on'
        ? pass(survey, `${safeName(survey.node)} has \`fsync = on\`.`)
        : fail(
            survey,
            `${safeName(survey.node)} has \`fsync = off\`.`,
            change(survey, 'fsync', 'on'),
          );
    }),
};
