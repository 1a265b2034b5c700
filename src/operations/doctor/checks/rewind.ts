import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, each, surveysOf, text } from '../look.js';
import { pass, warn } from '../outcomes.js';

export const rewind: DoctorCheck = {
  id: 'rewind',
  group: 'takeover',
  looksAt: 'data checksums or `wal_log_hints`: `pg_rewind` needs one of the two',
  why: 'Without them an old primary that went its own way after a failover has to be cloned anew.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const checksums = text(survey, 'data_checksums');
      const hints = text(survey, 'wal_log_hints');
      if (checksums === null || hints === null) return null;
      const name = safeName(survey.node);
      if (checksums === 'on' || hints === 'on') return pass(survey, `${name} can be rewound.`);
      return warn(
        survey,
        `${name} has neither data checksums nor \`wal_log_hints\`: \`pg_rewind\` refuses it.`,
        change(survey, 'wal_log_hints', 'on'),
      );
    }),
};
