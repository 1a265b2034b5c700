import type { types } from '@slack/bolt';
import type { Operation } from '../../operations/model.js';
import type { OperationDeed } from '../../operations/service.js';
import { canGoBack } from '../../operations/undo.js';
import { operationName, operationQuestion } from '../../wording/operation-words.js';
import { button } from './buttons.js';
import { fit, plain } from './escape.js';
import { limits, mrkdwn } from './limits.js';

/** Under which name the click on each button comes back. */
export const deedActions: Readonly<Record<OperationDeed, string>> = {
  approve: 'operation_approve',
  reject: 'operation_reject',
  'check-again': 'operation_check_again',
  'go-on': 'operation_go_on',
  'other-way': 'operation_other_way',
  close: 'operation_close',
};

/**
 * What can be decided about an operation in its state. To reject takes no second click: whoever wants
 * to stop it is in a hurry. Who may do it is decided when the click arrives.
 */
export function operationButtons(operation: Operation): types.Button[] {
  switch (operation.state) {
    case 'requested':
      return [
        ...deedButton(operation, 'approve', 'Approve', {
          style: 'primary',
          ...(!operation.plan.needs.typedName && {
            confirm: confirm(
              `Approve ${operationName(operation)}?`,
              `${operationQuestion(operation)} It begins with the last approval that it needs.`,
              'Approve',
            ),
          }),
        }),
        ...deedButton(operation, 'reject', 'Reject', { style: 'danger' }),
        ...deedButton(operation, 'check-again', 'Check again'),
      ];
    case 'interrupted':
      return waysOn(operation);
    case 'running':
    case 'ended':
      return [];
  }
}

function waysOn(operation: Operation): types.Button[] {
  const { interruption } = operation;
  const name = operationName(operation);
  const goOn = confirm(`Go on with ${name}?`, interruption?.goOn ?? '', 'Go on');
  const close = confirm(
    `Close ${name} where it stands?`,
    'pgrepl does nothing more for it, and whatever is left to do is left to people.',
    'Close here',
  );
  const back =
    interruption?.pastNoReturn === false && canGoBack({ ...operation.plan, kind: operation.kind })
      ? deedButton(operation, 'other-way', 'Go back', {
          confirm: confirm(`Go back from ${name}?`, interruption.other, 'Go back'),
        })
      : [];
  return [
    ...deedButton(operation, 'go-on', 'Go on', { style: 'primary', confirm: goOn }),
    ...back,
    ...deedButton(operation, 'close', 'Close here', { style: 'danger', confirm: close }),
  ];
}

/** Its value says which operation and which plan was seen: all else is read at the click. */
function deedButton(
  { id, planVersion }: Operation,
  deed: OperationDeed,
  label: string,
  more: Partial<types.Button> = {},
): types.Button[] {
  return button(deedActions[deed], label, `${id} ${planVersion}`, more);
}

function confirm(title: string, text: string, yes: string): types.ConfirmationDialog {
  const shown = text === '' ? title : text;
  return {
    title: { type: 'plain_text', text: fit(title, limits.confirmTitle, plain) },
    text: mrkdwn(fit(shown, limits.confirmText, plain)),
    confirm: { type: 'plain_text', text: yes },
    deny: { type: 'plain_text', text: 'Cancel' },
  };
}
