import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, hidden, reset, surveysOf, text } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';

const targets = [
  'recovery_target',
  'recovery_target_lsn',
  'recovery_target_name',
  'recovery_target_time',
  'recovery_target_xid',
];

export const recoveryTarget: DoctorCheck = {
  id: 'recovery-target',
  group: 'takeover',
  looksAt: '`recovery_target`, `_lsn`, `_name`, `_time` and `_xid` left from a restore',
  why: 'A standby that comes to its target stops replaying, or becomes a primary of its own.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      if (!survey.seesRecoverySettings) return hidden(survey, 'recovery_target');
      const set = targets.filter((name) => (text(survey, name) ?? '') !== '');
      const name = safeName(survey.node);
      const [first] = set;
      if (first === undefined) return pass(survey, `${name} has no recovery target.`);
      const told = set.map((each) => `\`${each}\``).join(' and ');
      const remedy = set.map((each) => reset(survey, each)).join(' ');
      return survey.inRecovery
        ? fail(survey, `${name} has ${told} set: it will stop there.`, remedy)
        : warn(survey, `${name} has ${told} set: as a standby it would stop there.`, remedy);
    }),
};
