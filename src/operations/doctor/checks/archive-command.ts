import { safeName, truncate, oneLine } from '../../../wording/safe-text.js';
import type { DoctorCheck, Outcome } from '../model.js';
import { change, each, surveysOf, text } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';
import type { NodeSurvey } from '../survey.js';

/** A command is shown up to here. */
const maxShown = 120;

/** `true`, `:`, `exit 0`, or something before one of them whose failure is thrown away. */
const alwaysSucceeds =
  /^\s*(?:\/(?:usr\/)?bin\/true|true|:|exit\s+0|cd\s*\.|rem\b.*)\s*$|(?:\|\||;)\s*(?:\/(?:usr\/)?bin\/true|true|:|exit\s+0)\s*['"]?\s*$/i;

const copies = /(?:^|[;&|'"\s/])(?:cp|mv|scp|copy|install)\s/i;
/** What keeps a copy from overwriting. */
const guarded =
  /test\s+!|\[\s*!|\[\[\s*!|(?:cp|mv)\s+(?:-\w+\s+)*-\w*[ni]|--no-clobber|--ignore-existing|if\s+(?:not\s+)?exist|dd\s.*excl/i;
const rsync = /(?:^|[;&|'"\s/])rsync\s/i;

export const archiveCommand: DoctorCheck = {
  id: 'archive-command',
  group: 'wal',
  looksAt:
    '`archive_command` where `archive_mode` is on: that it is set, can fail, and does not overwrite',
  why: 'WAL that an archive only seems to have, or that another server has overwritten there, is missed when a standby or a backup needs it.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const mode = text(survey, 'archive_mode');
      if (mode === null || mode === 'off') return null;
      if (survey.inRecovery && mode !== 'always') return null;
      if ((text(survey, 'archive_library') ?? '') !== '') {
        return pass(survey, `${safeName(survey.node)} archives by a library.`);
      }
      const command = text(survey, 'archive_command');
      return command === null ? null : judge(survey, command);
    }),
};

function judge(survey: NodeSurvey, command: string): Outcome {
  const name = safeName(survey.node);
  const shown = `\`${truncate(oneLine(command).replaceAll('`', '\u02CB'), maxShown)}\``;
  const example = 'test ! -f /archive/%f && cp %p /archive/%f';
  if (command === '' || command === '(disabled)') {
    return fail(
      survey,
      `${name} has \`archive_mode\` on and no \`archive_command\`: WAL heaps up in \`pg_wal\`.`,
      `${change(survey, 'archive_command', example)} Or turn \`archive_mode\` off and restart it.`,
    );
  }
  if (alwaysSucceeds.test(command)) {
    return fail(
      survey,
      `The \`archive_command\` of ${name}, ${shown}, succeeds whatever happens: what it did not store is removed all the same.`,
      change(survey, 'archive_command', example),
    );
  }
  const overwrites = (copies.test(command) || rsync.test(command)) && !guarded.test(command);
  if (overwrites) {
    return warn(
      survey,
      `The \`archive_command\` of ${name}, ${shown}, overwrites a file that is there already.`,
      change(survey, 'archive_command', example),
    );
  }
  return pass(survey, `The \`archive_command\` of ${name} is ${shown}.`);
}
