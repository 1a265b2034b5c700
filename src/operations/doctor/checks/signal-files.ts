import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck, Outcome } from '../model.js';
import { surveysOf } from '../look.js';
import { fail, filesGrant, notVisible, pass } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

export const signalFiles: DoctorCheck = {
  id: 'signal-files',
  group: 'takeover',
  looksAt: 'a `recovery.conf`, `standby.signal` or `recovery.signal` that was left behind',
  why: 'Such a file decides at the next start what the server is: a primary comes up as a standby, or nothing comes up.',
  examine: (context) => surveysOf(context).flatMap(examineOne),
};

function examineOne(survey: NodeSurvey): readonly Outcome[] {
  const { files, major, inRecovery } = survey;
  if (files === null) {
    return [notVisible(survey, 'Whether signal files are left', filesGrant(survey))];
  }
  const name = safeName(survey.node);
  const remedy = (file: string): string =>
    `Move \`${file}\` out of the data directory of ${name} before its next start.`;
  if (major >= 12 && files.recoveryConf) {
    return [
      fail(
        survey,
        `The data directory of ${name} holds a \`recovery.conf\`: PostgreSQL ${major} does not start with it.`,
        remedy('recovery.conf'),
      ),
    ];
  }
  const left = [
    ...(files.recoveryConf ? ['recovery.conf'] : []),
    ...(major >= 12 && files.standbySignal ? ['standby.signal'] : []),
    ...(major >= 12 && files.recoverySignal ? ['recovery.signal'] : []),
  ];
  const [first] = left;
  if (!inRecovery && first !== undefined) {
    return [
      fail(
        survey,
        `${name} is a primary, and its data directory holds \`${first}\`: at its next start it is none.`,
        remedy(first),
      ),
    ];
  }
  const isStandbyFor = major >= 12 ? files.standbySignal : files.recoveryConf;
  if (inRecovery && !isStandbyFor) {
    const file = major >= 12 ? 'standby.signal' : 'recovery.conf';
    return [
      fail(
        survey,
        `${name} is a standby without a \`${file}\`: at its next start it is a primary of its own.`,
        `Create \`${file}\` in the data directory of ${name} again.`,
      ),
    ];
  }
  return [pass(survey, `The signal files of ${name} fit what it is.`)];
}
