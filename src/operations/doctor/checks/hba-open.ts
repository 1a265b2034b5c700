import { safeName } from '../../../wording/safe-text.js';
import type { HbaRule } from '../../facts.js';
import type { DoctorCheck } from '../model.js';
import { surveysOf } from '../look.js';
import { advice, fail, hbaGrant, notVisible, pass } from '../outcomes.js';

const everywhere = new Set(['all', '0.0.0.0', '::', '0.0.0.0/0', '::/0', '::0']);
const nothing = new Set(['0.0.0.0', '::', null]);

export const hbaOpen: DoctorCheck = {
  id: 'hba-open',
  group: 'access',
  looksAt: 'lines of `pg_hba.conf` that let any address replicate',
  why: 'A replication connection copies the whole cluster, every password hash included.',
  examine: (context) =>
    surveysOf(context).flatMap((survey) => {
      if (survey.replicationHba === null) {
        return [notVisible(survey, '`pg_hba.conf`', hbaGrant(survey))];
      }
      const name = safeName(survey.node);
      const open = survey.replicationHba.filter(isOpen);
      if (open.length === 0)
        return [
          pass(survey, `No line of \`pg_hba.conf\` of ${name} lets every address replicate.`),
        ];
      return open.map(({ line, method, users }) => {
        const who = users.includes('all') ? 'every role that may' : 'a role';
        const evidence = `Line ${line} of \`pg_hba.conf\` of ${name} lets ${who} replicate from any address (\`${safeName(method)}\`).`;
        const remedy = `Write the addresses of the standbys there instead, for example \`hostssl replication replicator 10.0.0.0/24 scram-sha-256\`, then \`SELECT pg_reload_conf()\` on ${name}.`;
        return method === 'trust'
          ? fail(survey, evidence, remedy)
          : advice(survey, evidence, remedy);
      });
    }),
};

function isOpen({ type, address, netmask, method }: HbaRule): boolean {
  if (type === 'local' || method === 'reject' || address === null) return false;
  if (address === 'all') return true;
  return everywhere.has(address) && nothing.has(netmask);
}
