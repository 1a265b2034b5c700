import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, hidden, reset, surveysOf, text } from '../look.js';
import { advice, pass } from '../outcomes.js';

export const triggerFile: DoctorCheck = {
  id: 'trigger-file',
  group: 'takeover',
  looksAt: '`trigger_file` (up to 11) and `promote_trigger_file` (12 to 15)',
  why: 'Up to 11 it is the only way to promote by SQL; from 12 on it lets whoever may write the file promote by accident, and 16 does not start with the setting.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      if (survey.major >= 16) return null;
      const name = survey.major >= 12 ? 'promote_trigger_file' : 'trigger_file';
      if (survey.major < 12 && !survey.inRecovery) return null;
      if (!survey.seesRecoverySettings) return hidden(survey, name);
      const value = text(survey, name);
      const node = safeName(survey.node);
      if (survey.major >= 12) {
        if (value === null) return hidden(survey, name);
        if (value === '') return pass(survey, `${node} has no \`${name}\`.`);
        return advice(
          survey,
          `${node} has \`${name}\` set, which \`pg_promote()\` has replaced.`,
          reset(survey, name),
        );
      }
      // Before 12 it is the only way to promote by SQL.
      if (value !== null) return pass(survey, `${node} can be promoted by its \`trigger_file\`.`);
      return advice(
        survey,
        `${node} has no \`trigger_file\`: on PostgreSQL ${survey.major} SQL alone can not promote it.`,
        `Write \`trigger_file = '/path/that/postgres/may/write'\` into \`recovery.conf\` of ${node} and restart it; or have \`pg_ctl promote\` at hand.`,
      );
    }),
};
