import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, each, surveysOf, text } from '../look.js';
import { fail, pass } from '../outcomes.js';

export const fullPageWrites: DoctorCheck = {
  id: 'full-page-writes',
  group: 'commits',
  looksAt: '`full_page_writes` of each node',
  why: 'Without it a page that was half written at a crash stays so, and `pg_rewind` refuses the server.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const value = text(survey, 'full_page_writes');
      if (value === null) return null;
      const name = safeName(survey.node);
      return value === 'on'
        ? pass(survey, `${name} has \`full_page_writes = on\`.`)
        : fail(
            survey,
            `${name} has \`full_page_writes = off\`.`,
            change(survey, 'full_page_writes', 'on'),
          );
    }),
};
