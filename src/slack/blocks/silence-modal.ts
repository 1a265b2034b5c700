import type { types } from '@slack/bolt';
import type { Incident } from '../../incidents/model.js';
import { choiceKey, silenceChoices } from '../../incidents/silences/choices.js';
import type { SilenceScope } from '../../incidents/silences/model.js';
import { incidentName } from '../../wording/incident-words.js';
import { safeName, truncate } from '../../wording/safe-text.js';
import { findingInWords } from '../../wording/silence-words.js';
import { fit, sentence } from './escape.js';
import { limits, sectionBlock } from './limits.js';

/** The blocks that are filled in, by which an answer names what is wrong. */
export const silenceInputs = {
  scope: 'silence_scope',
  duration: 'silence_duration',
  start: 'silence_start',
  reason: 'silence_reason',
} as const;

/** The name under which it is submitted. */
export const silenceCallback = 'incident_silence_chosen';

/** The longest reason that is kept, characters. */
export const longestSilenceReason = 300;

/** Slack's limits for an option, characters. */
const maxOptionText = 75;
const maxOptionValue = 150;

/** How long, as it is chosen: the value is read as a typed one is. */
const durations = [
  ['30min', '30 minutes'],
  ['1h', '1 hour'],
  ['2h', '2 hours'],
  ['4h', '4 hours'],
  ['8h', '8 hours'],
  ['1d', '1 day'],
  ['3d', '3 days'],
  ['7d', '7 days'],
] as const;

/** Asks what to silence, for how long, from when and why. */
export function silenceModal(incident: Incident): types.ModalView {
  const scopes = silenceChoices(incident)
    .map((scope) => option(scopeLabel(scope, incident), choiceKey(scope)))
    .filter(({ value = '' }) => value.length <= maxOptionValue);
  const lengths = durations.map(([value, label]) => option(label, value));
  const [first, hour] = [scopes[0], lengths[1]];
  const [head] = incident.findings;
  return {
    type: 'modal',
    callback_id: silenceCallback,
    private_metadata: incident.id,
    title: titled('Silence'),
    submit: titled('Silence'),
    close: titled('Cancel'),
    blocks: [
      sectionBlock(
        fit(
          `${incidentName(incident)} of ${safeName(incident.cluster)}: ${head?.what ?? ''}`,
          limits.sectionText,
          (text) => sentence(text),
        ),
      ),
      {
        type: 'input',
        block_id: silenceInputs.scope,
        label: titled('What is not told'),
        hint: titled('It still counts in the status and on timelines.'),
        element: {
          type: 'static_select',
          action_id: silenceInputs.scope,
          options: scopes,
          ...(first !== undefined && { initial_option: first }),
        },
      },
      {
        type: 'input',
        block_id: silenceInputs.duration,
        label: titled('For how long'),
        element: {
          type: 'static_select',
          action_id: silenceInputs.duration,
          options: lengths,
          ...(hour !== undefined && { initial_option: hour }),
        },
      },
      {
        type: 'input',
        block_id: silenceInputs.start,
        optional: true,
        label: titled('From'),
        hint: titled('For planned maintenance; left empty, it begins at once.'),
        element: { type: 'datetimepicker', action_id: silenceInputs.start },
      },
      {
        type: 'input',
        block_id: silenceInputs.reason,
        optional: true,
        label: titled('Why'),
        element: {
          type: 'plain_text_input',
          action_id: silenceInputs.reason,
          max_length: longestSilenceReason,
        },
      },
    ],
  };
}

function scopeLabel(scope: SilenceScope, { cluster }: Incident): string {
  switch (scope.kind) {
    case 'incident':
      return 'This incident, with warnings that join it';
    case 'finding':
      return scope.node === null
        ? `Any "${findingInWords(scope.finding)}" here`
        : `"${findingInWords(scope.finding)}" of ${safeName(scope.node)}`;
    case 'node':
      return `All that is said of ${safeName(scope.node)}`;
    case 'cluster':
      return `Everything of ${safeName(cluster)}`;
  }
}

function option(label: string, value: string): types.PlainTextOption {
  return { text: titled(truncate(label, maxOptionText)), value };
}

function titled(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}
