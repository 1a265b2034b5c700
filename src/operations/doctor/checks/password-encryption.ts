import { listNames, safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, primaryOf, change, text } from '../look.js';
import { advice, pass } from '../outcomes.js';

export const passwordEncryption: DoctorCheck = {
  id: 'password-encryption',
  group: 'access',
  looksAt:
    '`password_encryption` of the primary (10+), and replication roles whose password is stored as MD5',
  why: 'New passwords are stored as MD5 as long as it says so; later majors have begun to do away with MD5.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null || primary.major < 10) return [];
    return each([primary], (survey) => {
      const value = text(survey, 'password_encryption');
      if (value === null) return null;
      const name = safeName(survey.node);
      const old = survey.md5Roles ?? [];
      const again = 'Then set the passwords anew: `\\password role`.';
      if (value !== 'scram-sha-256') {
        return advice(
          survey,
          `${name} has \`password_encryption = ${safeName(value)}\`.`,
          `${change(survey, 'password_encryption', 'scram-sha-256')} ${again}`,
        );
      }
      return old.length > 0
        ? advice(
            survey,
            `The password of ${listNames(old)} is stored as MD5 on ${name}.`,
            'Set it anew: `\\password role`.',
          )
        : pass(survey, `${name} stores new passwords as SCRAM.`);
    });
  },
};
