import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, surveysOf } from '../look.js';
import { advice, monitorGrant, pass, warn } from '../outcomes.js';

export const monitoringRole: DoctorCheck = {
  id: 'monitoring-role',
  group: 'access',
  looksAt: "the rights of pgrepl's own role: `pg_monitor`, and no more",
  why: 'With less pgrepl does not see what it judges by; a superuser is more than looking takes.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const { name: role, superuser, seesSettings, seesStatistics } = survey.role;
      const [name, who] = [safeName(survey.node), safeName(role)];
      if (!seesSettings || !seesStatistics) {
        const what = [
          ...(seesStatistics ? [] : ['statistics']),
          ...(seesSettings ? [] : ['settings']),
        ].join(' and ');
        return warn(
          survey,
          `Role ${who} does not see all ${what} of ${name}.`,
          monitorGrant(survey),
        );
      }
      if (superuser && survey.major >= 10) {
        return advice(
          survey,
          `pgrepl looks at ${name} as the superuser ${who}.`,
          'Give it a role of its own: `CREATE ROLE pgrepl LOGIN`, `GRANT pg_monitor TO pgrepl`.',
        );
      }
      return pass(survey, `Role ${who} sees what it needs on ${name}.`);
    }),
};
