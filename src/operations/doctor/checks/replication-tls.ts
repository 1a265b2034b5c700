import { listNames, safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, surveysOf } from '../look.js';
import { advice, pass } from '../outcomes.js';

export const replicationTls: DoctorCheck = {
  id: 'replication-tls',
  group: 'access',
  looksAt:
    'whether standbys on other machines receive over an encrypted connection (`pg_stat_ssl`)',
  why: 'Whoever can listen on the network reads every row that is written.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const known = survey.senders.filter(({ isEncrypted }) => isEncrypted !== null);
      if (known.length === 0) return null;
      const plain = known.filter(({ isEncrypted }) => isEncrypted === false);
      const name = safeName(survey.node);
      if (plain.length === 0) return pass(survey, `All who receive from ${name} do so encrypted.`);
      const who = listNames(plain.map(({ applicationName }) => applicationName));
      return advice(
        survey,
        `${who} ${plain.length === 1 ? 'receives' : 'receive'} from ${name} unencrypted.`,
        `Turn \`ssl\` on at ${name} with a certificate, put \`sslmode=verify-full\` into \`primary_conninfo\`, and write \`hostssl\` in place of \`host\` into \`pg_hba.conf\`.`,
      );
    }),
};
