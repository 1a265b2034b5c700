import { pastedIdentifier } from '../../../wording/pasted.js';
import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck, Outcome } from '../model.js';
import { change, surveysOf, text } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

export const readOnly: DoctorCheck = {
  id: 'read-only',
  group: 'takeover',
  looksAt: '`default_transaction_read_only`, for the server, its databases and roles',
  why: 'It is a fence that somebody put up and forgot: a primary refuses the writes of everybody who does not ask otherwise.',
  examine: (context) => surveysOf(context).flatMap(examineOne),
};

function examineOne(survey: NodeSurvey): readonly Outcome[] {
  const value = text(survey, 'default_transaction_read_only');
  const name = safeName(survey.node);
  const isOn = (written: string): boolean => /^(on|true|yes|1|t|y)$/i.test(written);
  const server =
    value === null || !isOn(value)
      ? []
      : [
          survey.inRecovery
            ? warn(
                survey,
                `${name} has \`default_transaction_read_only = on\`: promoted, it refuses writes.`,
                change(survey, 'default_transaction_read_only', 'off'),
              )
            : fail(
                survey,
                `${name} is a primary with \`default_transaction_read_only = on\`.`,
                change(survey, 'default_transaction_read_only', 'off'),
              ),
        ];
  // A standby shows the primary's: once is enough.
  const some = survey.inRecovery
    ? []
    : survey.overrides
        .filter((each) => each.name === 'default_transaction_read_only' && isOn(each.value))
        .filter(({ role }) => role === null)
        .map(({ database }) =>
          warn(
            survey,
            `Database ${safeName(database ?? '')} of ${name} has \`default_transaction_read_only = on\`.`,
            `If that is not meant: \`ALTER DATABASE ${pastedIdentifier(database ?? '') ?? '…'} RESET default_transaction_read_only\`.`,
          ),
        );
  const found = [...server, ...some];
  return found.length > 0 || value === null
    ? found
    : [pass(survey, `${name} is not read-only by a setting.`)];
}
