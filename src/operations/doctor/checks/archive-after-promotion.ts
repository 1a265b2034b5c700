import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, each, primaryOf, standbysOf, text } from '../look.js';
import { pass, warn } from '../outcomes.js';

export const archiveAfterPromotion: DoctorCheck = {
  id: 'archive-after-promotion',
  group: 'takeover',
  looksAt: '`archive_mode` and `archive_command` of the standbys, where the primary archives',
  why: 'A standby that does not archive ends the archive, and with it every backup, when it is promoted.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null || (text(primary, 'archive_mode') ?? 'off') === 'off') return [];
    return each(standbysOf(context), (survey) => {
      const mode = text(survey, 'archive_mode');
      if (mode === null) return null;
      const name = safeName(survey.node);
      if (mode === 'off') {
        return warn(
          survey,
          `${safeName(primary.node)} archives its WAL, and ${name} has \`archive_mode = off\`.`,
          change(survey, 'archive_mode', text(primary, 'archive_mode') ?? 'on'),
        );
      }
      const command = text(survey, 'archive_command') ?? '';
      if (command === '' && (text(survey, 'archive_library') ?? '') === '') {
        return warn(
          survey,
          `${name} has \`archive_mode = ${mode}\` and no \`archive_command\`.`,
          `Give ${name} the \`archive_command\` of ${safeName(primary.node)}, then \`SELECT pg_reload_conf()\`.`,
        );
      }
      return pass(survey, `${name} archives once it is promoted.`);
    });
  },
};
