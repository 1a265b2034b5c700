import { safeName } from '../../../wording/safe-text.js';
import { formatCount } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { surveysOf } from '../look.js';
import { pass, warn } from '../outcomes.js';

export const duplicateName: DoctorCheck = {
  id: 'duplicate-name',
  group: 'standbys',
  looksAt: 'clients that receive from one node under the same `application_name`',
  why: 'PostgreSQL tells synchronous standbys apart by nothing else: whichever of them answers first confirms.',
  examine: (context) =>
    surveysOf(context).flatMap((survey) => {
      if (survey.senders.length === 0) return [];
      const counts = new Map<string, number>();
      for (const { applicationName } of survey.senders) {
        // Base backups run with two connections of one name.
        if (applicationName === 'pg_basebackup') continue;
        counts.set(applicationName, (counts.get(applicationName) ?? 0) + 1);
      }
      const twice = [...counts].filter(([, count]) => count > 1);
      const name = safeName(survey.node);
      if (twice.length === 0)
        return [pass(survey, `Nobody receives from ${name} under another's name.`)];
      return twice.map(([applicationName, count]) =>
        warn(
          survey,
          `${formatCount(count, 'client')} receive from ${name} as ${safeName(applicationName)}.`,
          'Give each standby an `application_name` of its own in its `primary_conninfo`.',
        ),
      );
    }),
};
