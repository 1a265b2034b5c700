import type { types } from '@slack/bolt';
import type { Incident } from '../../incidents/model.js';
import { headOf, incidentName } from '../../wording/incident-words.js';
import { oneLine, truncate } from '../../wording/safe-text.js';
import { fit, plain, slackDate } from './escape.js';
import { contextBlock, limits, sectionBlock } from './limits.js';
import { callbackIds } from './operation-modals.js';

/** The block in which the incident is picked. */
export const pickedIncident = 'picked_incident';

/** Slack's limits for a menu: options, and characters of each. */
const mostOptions = 100;
const longestOption = 75;

/** What a message shows of itself before it is put on a timeline. */
const longestPreview = 500;

export interface NoteDraft {
  readonly text: string;
  /** Slack's id of who wrote it; null for an app. */
  readonly author: string | null;
  readonly at: number;
}

/**
 * Asks which incident a message belongs to.
 *
 * @param incidents at least one; the first is chosen beforehand
 * @param metadata goes to Slack and comes back with the submission
 */
export function noteModal(
  incidents: readonly [Incident, ...Incident[]],
  { text, author, at }: NoteDraft,
  metadata: string,
): types.ModalView {
  const options = incidents.slice(0, mostOptions).map(optionOf);
  return {
    type: 'modal',
    callback_id: callbackIds.note,
    private_metadata: metadata,
    title: titled('Add to a timeline'),
    submit: titled('Add'),
    close: titled('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: pickedIncident,
        label: titled('Incident'),
        element: {
          type: 'static_select',
          action_id: pickedIncident,
          options,
          initial_option: optionOf(incidents[0]),
        },
      },
      sectionBlock(fit(text, limits.sectionText, (part) => plain(truncate(part, longestPreview)))),
      contextBlock(
        `${author === null ? 'Written by an app' : `Written by <@${author}>`}, ${slackDate(at)}. If it is edited or deleted in a channel that pgrepl is in, the timeline follows.`,
      ),
    ],
  };
}

function optionOf(incident: Incident): types.PlainTextOption {
  const state = incident.state === 'open' ? '' : ' (over)';
  const what = oneLine(headOf(incident)?.what ?? '');
  const text = `${incidentName(incident)}${state} ${oneLine(incident.cluster)}: ${what}`;
  return { text: titled(truncate(text, longestOption)), value: incident.id };
}

function titled(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
