import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, surveysOf } from '../look.js';
import { advice, pass } from '../outcomes.js';

const most = 6;

export const pendingRestart: DoctorCheck = {
  id: 'pending-restart',
  group: 'versions',
  looksAt:
    'settings that were changed in the files and wait for a restart (`pg_settings.pending_restart`)',
  why: 'They come into force at the worst moment: with the restart that a crash or a failover brings.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const { pendingRestart: names } = survey;
      const name = safeName(survey.node);
      if (names.length === 0) return pass(survey, `No setting of ${name} waits for a restart.`);
      const told = names.slice(0, most).map((each) => `\`${safeName(each)}\``);
      const rest = names.length > most ? ` and ${names.length - most} more` : '';
      return advice(
        survey,
        `On ${name} ${told.join(', ')}${rest} ${names.length === 1 ? 'was' : 'were'} changed and ${names.length === 1 ? 'waits' : 'wait'} for a restart.`,
        `Restart ${name} at a time of your own, or take the change back.`,
      );
    }),
};
