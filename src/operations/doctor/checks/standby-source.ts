import { asPasted } from '../../../wording/pasted.js';
import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, standbysOf, text } from '../look.js';
import { fail, pass } from '../outcomes.js';

export const standbySource: DoctorCheck = {
  id: 'standby-source',
  group: 'standbys',
  looksAt: 'that each standby has a source of WAL: `primary_conninfo` or `restore_command` (12+)',
  why: 'A standby with neither waits for files that nobody brings.',
  examine: (context) =>
    each(standbysOf(context), (survey) => {
      const conninfo = text(survey, 'primary_conninfo');
      const restore = text(survey, 'restore_command');
      if (conninfo === null || restore === null) return null;
      const name = safeName(survey.node);
      return conninfo === '' && restore === ''
        ? fail(
            survey,
            `${name} has neither \`primary_conninfo\` nor \`restore_command\`.`,
            `On ${name}: \`ALTER SYSTEM SET primary_conninfo = 'host=… user=… application_name=${asPasted(survey.node) ?? '…'}'\`, then ${survey.major >= 13 ? '`SELECT pg_reload_conf()`' : 'restart it'}.`,
          )
        : pass(survey, `${name} knows where its WAL comes from.`);
    }),
};
