import { incidentNumber } from '../../incidents/selection.js';
import { truncate } from '../../wording/safe-text.js';
import { answered, type Asked, type Known } from './asked.js';
import { refusalInWords } from './names.js';
import { parseWords } from './request.js';

/** Longer reasons are cut: a message has other things to say, too. */
const longestReason = 300;

/** Somebody takes an incident. */
export function acknowledgement(text: string, known: Known): Asked {
  const { names, behindFirst } = parseWords(text);
  const number = incidentNumber(names[0]);
  if (number === null) return answered(whichIncident('ack INC-7 [reason]', known));
  const reason = behindFirst.trim();
  return {
    kind: 'deed',
    deed: {
      kind: 'acknowledge',
      number,
      reason: reason === '' ? null : truncate(reason, longestReason),
    },
  };
}

/** Somebody adds a note to a timeline. */
export function noteDeed(text: string, known: Known): Asked {
  const { names, behindFirst } = parseWords(text);
  const number = incidentNumber(names[0]);
  if (number === null || behindFirst.trim() === '') {
    return answered(whichIncident('note INC-7 <words>', known));
  }
  return { kind: 'deed', deed: { kind: 'note', number, text: behindFirst.trim() } };
}

function whichIncident(usage: string, { command }: Known): ReturnType<typeof refusalInWords> {
  return refusalInWords(
    `Say which incident: \`${command} ${usage}\`.`,
    `\`${command} incidents\` lists those that are open.`,
  );
}
