import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, surveysOf, text } from '../look.js';
import { advice, pass } from '../outcomes.js';

export const checksums: DoctorCheck = {
  id: 'checksums',
  group: 'commits',
  looksAt: 'data checksums (on by default from 18)',
  why: 'Without them a page that a disk has damaged is read as if it were right, and goes into every backup.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const value = text(survey, 'data_checksums');
      if (value === null) return null;
      const name = safeName(survey.node);
      if (value === 'on') return pass(survey, `${name} has data checksums.`);
      const how =
        survey.major >= 12
          ? 'stop all nodes cleanly, `pg_checksums --enable -D …` on each of them, then start them again'
          : 'they come with a new cluster (`initdb --data-checksums`), as on the move to a later major';
      return advice(
        survey,
        `${name} has no data checksums.`,
        `Turn them on at the next chance: ${how}.`,
      );
    }),
};
