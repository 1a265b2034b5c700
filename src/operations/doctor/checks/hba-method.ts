import { safeName } from '../../../wording/safe-text.js';
import type { HbaRule } from '../../facts.js';
import type { DoctorCheck } from '../model.js';
import { surveysOf } from '../look.js';
import { advice, fail, pass, warn } from '../outcomes.js';

export const hbaMethod: DoctorCheck = {
  id: 'hba-method',
  group: 'access',
  looksAt:
    'how standbys from other machines have to prove who they are: `trust`, `password` and `md5`',
  why: '`trust` asks for nothing, `password` sends it in clear, and an MD5 hash can be used like the password itself.',
  examine: (context) =>
    surveysOf(context).flatMap((survey) => {
      const { replicationHba } = survey;
      if (replicationHba === null) return [];
      const name = safeName(survey.node);
      const far = replicationHba.filter((rule) => !isLocal(rule));
      const weak = far.flatMap((rule) => {
        const line = `Line ${rule.line} of \`pg_hba.conf\` of ${name}`;
        const best = survey.major >= 10 ? 'scram-sha-256' : 'md5';
        const remedy = `Set the role's password anew with \`password_encryption = '${best}'\`, write \`${best}\` into line ${rule.line}, then \`SELECT pg_reload_conf()\` on ${name}.`;
        switch (rule.method) {
          case 'trust':
            return [
              fail(survey, `${line} lets standbys in without a password (\`trust\`).`, remedy),
            ];
          case 'password':
            return [
              warn(
                survey,
                `${line} has standbys send their password in clear (\`password\`).`,
                remedy,
              ),
            ];
          case 'md5':
            return survey.major >= 10
              ? [
                  advice(
                    survey,
                    `${line} takes \`md5\` where \`scram-sha-256\` is possible.`,
                    remedy,
                  ),
                ]
              : [];
          default:
            return [];
        }
      });
      return weak.length > 0
        ? weak
        : [pass(survey, `Standbys from elsewhere have to prove to ${name} who they are.`)];
    }),
};

function isLocal({ type, address }: HbaRule): boolean {
  return (
    type === 'local' ||
    address === 'samehost' ||
    address === 'localhost' ||
    address === '::1' ||
    (address?.startsWith('127.') ?? false)
  );
}
