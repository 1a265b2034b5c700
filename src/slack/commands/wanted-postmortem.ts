import { safeName } from '../../wording/safe-text.js';
import { answered, type Asked, type Known } from './asked.js';
import { incidentNumber } from '../../incidents/selection.js';
import { refusalInWords } from './names.js';

/** A draft of a post-mortem of one incident. */
export function wantedPostmortem(rest: string, { command }: Known): Asked {
  const number = incidentNumber(rest);
  if (number !== null) return { kind: 'postmortem', number };
  return answered(
    refusalInWords(
      rest === '' ? 'Say of which incident.' : `${safeName(rest)} is no incident's name.`,
      `\`${command} postmortem INC-7\` makes a draft of one; \`${command} incidents all\` lists them.`,
    ),
  );
}
