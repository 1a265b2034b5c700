import { listNames, safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, surveysOf } from '../look.js';
import { advice, pass } from '../outcomes.js';

export const replicationRole: DoctorCheck = {
  id: 'replication-role',
  group: 'access',
  looksAt: 'the roles by which standbys connect (`pg_stat_replication.usename`)',
  why: 'Whoever gets hold of a standby has its role: a superuser owns the primary, `REPLICATION` reads it.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const users = [...new Set(survey.senders.flatMap(({ user }) => user ?? []))];
      if (users.length === 0) return null;
      const superusers = users.filter((user) =>
        survey.replicationRoles.some(({ name, superuser }) => name === user && superuser),
      );
      const name = safeName(survey.node);
      if (superusers.length === 0) {
        return pass(survey, `Nobody replicates from ${name} as a superuser.`);
      }
      return advice(
        survey,
        `Standbys connect to ${name} as the superuser ${listNames(superusers)}.`,
        'Make a role for it: `CREATE ROLE replicator LOGIN REPLICATION`, `\\password replicator`, a line for it in `pg_hba.conf`, and `user=replicator` in each `primary_conninfo`.',
      );
    }),
};
