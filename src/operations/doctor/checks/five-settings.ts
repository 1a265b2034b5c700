import { standbyBounds } from '../../../replication/standby-bounds.js';
import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { amount, each, primaryOf, standbysOf } from '../look.js';
import { fail, pass } from '../outcomes.js';

export const fiveSettings: DoctorCheck = {
  id: 'five-settings',
  group: 'standbys',
  looksAt:
    '`max_connections`, `max_worker_processes`, `max_wal_senders` (12+), `max_prepared_transactions` and `max_locks_per_transaction` of standbys against the primary',
  why: 'A standby with a lower one stops (up to 13) or pauses its replay (14+) when it learns of it, and does not start again.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null) return [];
    return each(standbysOf(context), (survey) => {
      const lower = standbyBounds.flatMap(([, setting, since]) => {
        const [has, needs] = [amount(survey, setting), amount(primary, setting)];
        const counts = survey.major >= since && has !== null && needs !== null;
        return counts && has < needs ? [{ setting, has, needs }] : [];
      });
      const [name, from] = [safeName(survey.node), safeName(primary.node)];
      if (lower.length === 0) return pass(survey, `${name} has none of the five below ${from}.`);
      const told = lower.map(
        ({ setting, has, needs }) => `\`${setting}\` ${has} (${from}: ${needs})`,
      );
      const raise = lower.map(({ setting, needs }) => `\`ALTER SYSTEM SET ${setting} = ${needs}\``);
      return fail(
        survey,
        `${name} has ${told.join(', ')}.`,
        `On ${name}: ${raise.join(', ')}, then restart it.`,
      );
    });
  },
};
