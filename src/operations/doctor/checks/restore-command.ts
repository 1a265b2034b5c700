import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, hidden, primaryOf, standbysOf, text } from '../look.js';
import { advice, pass } from '../outcomes.js';

export const restoreCommand: DoctorCheck = {
  id: 'restore-command',
  group: 'wal',
  looksAt: '`restore_command` of the standbys, where the primary archives',
  why: 'With it a standby that has been away for long catches up from the archive instead of being cloned anew.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null || (text(primary, 'archive_mode') ?? 'off') === 'off') return [];
    return each(standbysOf(context), (survey) => {
      if (!survey.seesRecoverySettings) return hidden(survey, 'restore_command');
      const name = safeName(survey.node);
      if ((text(survey, 'restore_command') ?? '') !== '') {
        return pass(survey, `${name} has a \`restore_command\`.`);
      }
      const reload = survey.major >= 14 ? '`SELECT pg_reload_conf()`' : `a restart of ${name}`;
      const where =
        survey.major >= 12
          ? `\`ALTER SYSTEM SET restore_command = 'cp /archive/%f %p'\``
          : `\`restore_command = 'cp /archive/%f %p'\` in \`recovery.conf\``;
      return advice(
        survey,
        `${safeName(primary.node)} archives its WAL, and ${name} has no \`restore_command\` to read it.`,
        `Give it one that fits your archive, for example ${where}, then ${reload}.`,
      );
    });
  },
};
