import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, hidden, standbysOf, text } from '../look.js';
import { advice, pass } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

export const conninfoPassword: DoctorCheck = {
  id: 'conninfo-password',
  group: 'access',
  looksAt: 'a password in `primary_conninfo`',
  why: 'There every role that may read settings and every backup of the data directory has it.',
  examine: (context) =>
    each(standbysOf(context), (survey) => {
      const { conninfo } = survey;
      if (conninfo === null) {
        return text(survey, 'primary_conninfo') === '' ? null : hidden(survey, 'primary_conninfo');
      }
      const name = safeName(survey.node);
      return conninfo.hasPassword
        ? advice(
            survey,
            `The \`primary_conninfo\` of ${name} holds a password.`,
            `Put it into ${file(survey)} of mode 0600 (a line \`host:port:replication:role:password\`), and take \`password=\` out.`,
          )
        : pass(survey, `The \`primary_conninfo\` of ${name} holds no password.`);
    }),
};

/** `passfile` came with libpq 10: one of 9.6 refuses a connection string that holds it. */
function file({ major }: NodeSurvey): string {
  return major >= 10
    ? 'a file that `passfile=…` in `primary_conninfo` names,'
    : "`~/.pgpass` of the server's own user,";
}
