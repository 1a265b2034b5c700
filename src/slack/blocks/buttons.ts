import type { types } from '@slack/bolt';
import { isUnconfirmed } from '../../incidents/acknowledge.js';
import type { Incident } from '../../incidents/model.js';
import type { Silence } from '../../incidents/silences/model.js';
import { fit, plain } from './escape.js';
import { limits, mrkdwn } from './limits.js';

/** The names under which clicks come back; what follows a full stop only tells like buttons apart. */
export const actionIds = {
  /** An incident's present cluster status, to the one who clicks. */
  status: 'incident_status',
  acceptContract: 'accept_contract',
  refresh: 'answer_refresh',
  share: 'answer_share',
  earlier: 'answer_earlier',
  later: 'answer_later',
  acknowledge: 'incident_acknowledge',
  timeline: 'incident_timeline',
  /** Asks for the promotion of the best candidate of an incident's cluster. */
  promote: 'incident_promote',
  force: 'operation_force',
  /** Opens what asks what of an incident to silence, and for how long. */
  silence: 'incident_silence',
  endSilence: 'silence_end',
} as const;

/**
 * A button. Its value only says what is asked for: it is read afresh on each click, and a value too
 * long for Slack makes no button.
 */
export function button(
  actionId: string,
  label: string,
  value: string,
  more: Partial<types.Button> = {},
): types.Button[] {
  if (value.length > limits.buttonValue) return [];
  const text = { type: 'plain_text' as const, text: label, emoji: false };
  return [{ type: 'button', action_id: actionId, text, value, ...more }];
}

/** A row of buttons; no block at all for none. */
export function buttonRow(buttons: readonly types.Button[]): types.ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: [...buttons] }];
}

export function statusButton(incidentId: string): types.Button[] {
  return button(actionIds.status, 'Status', incidentId);
}

/** Takes an incident, or takes it over; `owner` is whose it is as the button is drawn. */
export function acknowledgeButton(incident: Incident): types.Button[] {
  const { id, acknowledgedBy: owner } = incident;
  const style = { style: 'primary' } as const;
  if (owner === null) return button(actionIds.acknowledge, 'Acknowledge', id, style);
  const value = `${id} ${owner}`;
  return isUnconfirmed(incident)
    ? button(actionIds.acknowledge, 'Acknowledge as critical', value, style)
    : button(actionIds.acknowledge, 'Take over', value);
}

export function timelineButton(incidentId: string): types.Button[] {
  return button(actionIds.timeline, 'Timeline', incidentId);
}

/** Asks back before it does anything; whoever may do it is decided when the click arrives. */
export function acceptContractButton(
  incidentId: string,
  fingerprint: string,
  cluster: string,
): types.Button[] {
  const value = `${incidentId} ${fingerprint}`;
  const text = fit(
    cluster,
    limits.confirmText,
    (name) =>
      `From now on pgrepl takes the synchronous replication that ${plain(name)} has at this moment as what it should have, and reports what differs from it.`,
  );
  return button(actionIds.acceptContract, 'Accept as the new contract', value, {
    confirm: {
      title: { type: 'plain_text', text: 'Accept the present state?' },
      text: mrkdwn(text),
      confirm: { type: 'plain_text', text: 'Accept' },
      deny: { type: 'plain_text', text: 'Cancel' },
    },
  });
}

/** Only asks for it: what is then done, if anything, is for others to approve. */
export function promoteButton(incidentId: string, cluster: string): types.Button[] {
  const text = fit(
    cluster,
    limits.confirmText,
    (name) =>
      `pgrepl checks which standby of ${plain(name)} is the best candidate, and what its promotion would lose. Nothing is promoted before others have approved it.`,
  );
  return button(actionIds.promote, 'Promote…', incidentId, {
    confirm: {
      title: { type: 'plain_text', text: 'Ask for a promotion?' },
      text: mrkdwn(text),
      confirm: { type: 'plain_text', text: 'Ask for it' },
      deny: { type: 'plain_text', text: 'Cancel' },
    },
  });
}

export function silenceButton(incidentId: string): types.Button[] {
  return button(actionIds.silence, 'Silence…', incidentId);
}

/** Several stand in one row, where Slack wants each to have an action id of its own. */
export function endSilenceButton({ id, number }: Silence): types.Button[] {
  const label = number === null ? 'End it' : `End SIL-${number}`;
  return button(`${actionIds.endSilence}.${id}`, label, id);
}

/** Opens what asks for the cluster's name; `offer` names what was asked for. */
export function forceButton(offer: string): types.Button[] {
  return button(actionIds.force, 'Force…', offer, { style: 'danger' });
}

/** What would be typed for the page before and the page after; null where there is none. */
export function pageButtons(earlier: string | null, later: string | null): types.Button[] {
  return [
    ...(earlier === null ? [] : button(actionIds.earlier, 'Earlier', earlier)),
    ...(later === null ? [] : button(actionIds.later, 'Later', later)),
  ];
}

/** `request` is what would be typed behind the command to get the same answer. */
export function answerButtons(request: string, shareable: boolean): types.Button[] {
  return [
    ...(shareable ? button(actionIds.share, 'Show in channel', request) : []),
    ...button(actionIds.refresh, 'Refresh', request),
  ];
}
