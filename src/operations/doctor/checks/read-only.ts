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
  const isOfServer = survey.settings.get('default_transaction_read_only')?.source !== 'global';
  const server =
    value === null || !isOn(value) || !isOfServer
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
          database === null ? forAll(survey) : forDatabase(survey, database),
        );
  const found = [...server, ...some];
  return found.length > 0 || value === null
    ? found
    : [pass(survey, `${name} is not read-only by a setting.`)];
}

/** `ALTER DATABASE` and `ALTER ROLE` write, and a session that began before them, or there, may not. */
const writing = 'in a session that began with `SET default_transaction_read_only = off`';

function forDatabase(survey: NodeSurvey, database: string): Outcome {
  return warn(
    survey,
    `Database ${safeName(database)} of ${safeName(survey.node)} has \`default_transaction_read_only = on\`.`,
    `If that is not meant, ${writing}: \`ALTER DATABASE ${pastedIdentifier(database) ?? '…'} RESET default_transaction_read_only\`.`,
  );
}

/** `ALTER ROLE ALL`, which wins over what the server has set. */
function forAll(survey: NodeSurvey): Outcome {
  return fail(
    survey,
    `Every role on ${safeName(survey.node)} has \`default_transaction_read_only = on\`.`,
    `If that is not meant, ${writing}: \`ALTER ROLE ALL RESET default_transaction_read_only\`.`,
  );
}
