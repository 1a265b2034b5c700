import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, each, hidden, standbysOf, text } from '../look.js';
import { fail, pass } from '../outcomes.js';

export const recoveryTimeline: DoctorCheck = {
  id: 'recovery-timeline',
  group: 'takeover',
  looksAt: '`recovery_target_timeline` of standbys: `latest` (the default from 12 on)',
  why: 'A standby with another one does not follow a primary that was promoted, and has to be cloned anew.',
  examine: (context) =>
    each(standbysOf(context), (survey) => {
      if (!survey.seesRecoverySettings) return hidden(survey, 'recovery_target_timeline');
      const value = text(survey, 'recovery_target_timeline') ?? (survey.major < 12 ? '' : null);
      if (value === null) return null;
      const name = safeName(survey.node);
      if (value === 'latest') return pass(survey, `${name} follows to new timelines.`);
      return fail(
        survey,
        value === ''
          ? `${name} has no \`recovery_target_timeline\`, which up to 11 means that it stays on its timeline.`
          : `${name} has \`recovery_target_timeline = ${safeName(value)}\`.`,
        change(survey, 'recovery_target_timeline', 'latest'),
      );
    }),
};
