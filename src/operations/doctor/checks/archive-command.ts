import { safeName } from '../../../wording/safe-text.js';
import type { Archiving } from '../archiving.js';
import type { DoctorCheck, Outcome } from '../model.js';
import { change, each, surveysOf, text } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

const example = 'test ! -f /archive/%f && cp %p /archive/%f';

/**
 * For `archive_mode = always`: where primary and standby share an archive, each has to succeed with a
 * file that the other has brought ("Continuous Archiving in Standby").
 */
const sharedExample =
  'if test -e /archive/%f; then cmp -s %p /archive/%f; else cp %p /archive/%f; fi';

export const archiveCommand: DoctorCheck = {
  id: 'archive-command',
  group: 'wal',
  looksAt:
    '`archive_command` where `archive_mode` is on: that it is set, can fail, and neither overwrites nor passes over what is there',
  why: 'WAL that an archive only seems to have, or that another server has overwritten there, is missed when a standby or a backup needs it.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const mode = text(survey, 'archive_mode');
      if (mode === null || mode === 'off') return null;
      if (survey.inRecovery && mode !== 'always') return null;
      if ((text(survey, 'archive_library') ?? '') !== '') {
        return pass(survey, `${safeName(survey.node)} archives by a library.`);
      }
      return survey.archiving === null ? null : judge(survey, survey.archiving);
    }),
};

function judge(survey: NodeSurvey, archiving: Archiving): Outcome {
  const name = safeName(survey.node);
  const isAlways = text(survey, 'archive_mode') === 'always';
  const remedy = change(survey, 'archive_command', isAlways ? sharedExample : example);
  if (archiving.kind === 'no-command') {
    return fail(
      survey,
      `${name} has \`archive_mode\` on and no \`archive_command\`: WAL heaps up in \`pg_wal\`.`,
      `${remedy} Or turn \`archive_mode\` off and restart it.`,
    );
  }
  const { kind, program } = archiving;
  const runs = program === null ? '' : `, which runs \`${safeName(program)}\`,`;
  const command = `The \`archive_command\` of ${name}${runs}`;
  switch (kind) {
    case 'always-succeeds':
      return fail(
        survey,
        `${command} succeeds whatever happens: what it did not store is removed all the same.`,
        remedy,
      );
    case 'overwrites':
      return warn(survey, `${command} overwrites a file that is there already.`, remedy);
    case 'passes-over':
      return warn(
        survey,
        `${command} may succeed without storing anything where a file of the same name is there already: the WAL is removed all the same.`,
        remedy,
      );
    case 'sound':
      return pass(survey, `${command} can fail, and does not overwrite.`);
    case 'unjudged':
      return pass(
        survey,
        `${command} can fail; what it does with a file that is there already can not be told from outside.`,
      );
  }
}
