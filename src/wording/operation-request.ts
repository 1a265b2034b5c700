import { coveredBytes } from '../operations/material.js';
import type { Operation } from '../operations/model.js';
import type { Plan } from '../operations/plan-model.js';
import { quotedValue } from '../replication/findings/setting-words.js';
import { checkCounts, checkLines } from './check-lines.js';
import { leftToDoSections } from './left-to-do-sections.js';
import type { CardContext } from './operation-card.js';
import { operationName, operationQuestion, rejoinSentence } from './operation-words.js';
import { principalText, quoted } from './people.js';
import { safeName } from './safe-text.js';
import { line, lineOn, section, type Line, type Mark, type Section } from './sections.js';
import { plannedLines } from './step-lines.js';
import { formatBytes, formatCount, formatDuration, formatUtcTime } from './units.js';

/** A request that waits for its approvals. */
export function requestSections(operation: Operation, context: CardContext): readonly Section[] {
  const { plan } = operation;
  return [
    section({
      title: operationQuestion(operation),
      detail: operationName(operation),
      lines: [
        line(askedBy(operation)),
        ...changeLines(operation),
        line(`${plan.why} ${checkCounts(plan.checks)}.`),
        ...priceLines(plan),
        ...downtimeLines(plan),
        ...afterLines(plan),
        approvalLine(operation, context),
      ],
    }),
    section({ title: 'Checks', lines: checkLines(plan.checks) }),
    section({
      title: 'Steps',
      detail: plan.driver === 'sql' ? 'by SQL, and by people where that takes a shell' : null,
      lines: plannedLines(plan.steps),
    }),
    ...leftToDoSections(plan.leftToDo, 'Left to do afterwards'),
  ];
}

export function askedBy({ requestedBy, reason }: Operation): string {
  return reason === null
    ? `Asked by ${requestedBy}, without a reason.`
    : `Asked by ${requestedBy}: ${quoted(reason)}.`;
}

/** Why approvals that were given do not count any more. */
function changeLines({ planVersion, planChanges }: Operation): readonly Line[] {
  if (planVersion === 1 || planChanges.length === 0) return [];
  return [
    line(
      'The plan has changed since it was shown before: approvals of that one do not count.',
      'warning',
    ),
    ...planChanges.slice(0, mostChanges).map((change) => lineOn('Changed', change, 'warning')),
    ...(planChanges.length > mostChanges
      ? [line(`${planChanges.length - mostChanges} more changes.`, 'warning')]
      : []),
  ];
}

const mostChanges = 8;

const priceMarks: Readonly<Record<Plan['price']['kind'], Mark>> = {
  none: 'ok',
  lossy: 'critical',
  unknown: 'warning',
};

function priceLines({ price }: Plan): readonly Line[] {
  const covered = coveredBytes(price);
  const bound =
    price.kind === 'none' || covered === null || covered === 0
      ? ''
      : ` An approval holds up to ${formatBytes(covered)} of lost WAL.`;
  return [lineOn('Price', `${price.words}${bound}`, priceMarks[price.kind])];
}

/** How long nobody can write, as far as that can be said before. */
function downtimeLines({ kind, steps }: Plan): readonly Line[] {
  if (kind === 'promote') return [];
  const people = steps.some(({ phase, by }) => phase === 'down' && by === 'person');
  return [
    lineOn(
      'Write downtime',
      people
        ? 'from the stop to the promotion, for as long as people take for their steps in between.'
        : 'from the stop to the promotion, expected to be less than a second.',
    ),
  ];
}

/** How the old primary comes back, and what commits wait for afterwards. */
function afterLines({ rejoin, primary, target, sync }: Plan): readonly Line[] {
  const lines: Line[] = [];
  if (rejoin !== null && primary !== null) {
    // On what evidence is for the check to say.
    lines.push(lineOn(`${safeName(primary)} afterwards`, `${rejoinSentence(rejoin.how)}.`));
  }
  if (sync.before !== '' || sync.after !== '' || sync.onTarget !== '') {
    const during =
      sync.atPromotion === sync.after
        ? ''
        : `, and ${quotedValue(sync.atPromotion)} from the promotion until those it names stream`;
    lines.push(
      lineOn(
        'Synchronous names',
        `${quotedValue(sync.before)} now; ${quotedValue(sync.after)} on ${safeName(target)} at the end${during}.`,
      ),
    );
  }
  return lines;
}

function approvalLine(operation: Operation, { now, approvers }: CardContext): Line {
  const { needs } = operation.plan;
  const more = Math.max(0, needs.approvals - operation.approvals.length);
  const given =
    operation.approvals.length === 0
      ? ''
      : ` Approved by ${operation.approvals.map(({ actor }) => actor).join(', ')}.`;
  const left = formatDuration(operation.expiresAt - now);
  const until =
    operation.expiresAt <= now
      ? 'It has expired.'
      : `before ${formatUtcTime(operation.expiresAt, now)} (in ${left}).`;
  const who =
    approvers === null
      ? ''
      : approvers.length === 0
        ? ' Nobody is named in the configuration who may approve it.'
        : ` ${approvers.slice(0, mostApprovers).map(principalText).join(', ')}${approvers.length > mostApprovers ? ` and ${approvers.length - mostApprovers} more` : ''} may approve it.`;
  const typed = needs.typedName
    ? " The cluster's name has to be typed, and whoever asked can't approve it."
    : needs.requesterMayApprove
      ? ''
      : " Whoever asked can't approve it.";
  return lineOn(
    'Approval',
    `${formatCount(more, 'more approval')} ${more === 1 ? 'is' : 'are'} needed ${until}${who}${typed}${given}`,
  );
}

const mostApprovers = 8;
