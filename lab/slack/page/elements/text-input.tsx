import { type ReactNode, useRef } from 'react';

import { object, string, strings, stringOr, textOf } from '../blocks/json.js';
import { type ElementPlace, useSurface } from './surface.js';
import { stateWith } from './values.js';

const TYPES: Readonly<Record<string, string>> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
};

/** One line or several of text; with `dispatch`, Enter (or each character) tells the app. */
export function TextInputElement({ at }: { readonly at: ElementPlace }): ReactNode {
  const { blockId, element } = at;
  const { values, enter, errors, sending } = useSurface();
  const actionId = string(element['action_id']);
  const value = stringOr(values[blockId]?.[actionId]?.['value'], '');
  const sent = useRef(value);
  const triggers = strings(object(element['dispatch_action_config'])['trigger_actions_on']);
  const onCharacter = at.dispatch && triggers.includes('on_character_entered');
  const change = (text: string, dispatch: boolean): void => {
    if (dispatch) sent.current = text;
    enter({ ...at, dispatch }, stateWith(element, text === '' ? null : text));
  };
  const limit = Number(element['max_length']);
  const shared = {
    id: `input-${blockId}`,
    className: 'text-input',
    value,
    placeholder: textOf(element['placeholder']),
    'aria-invalid': errors[blockId] !== undefined,
    'aria-describedby': `hint-${blockId}`,
    'data-action-id': actionId,
    ...(Number.isFinite(limit) ? { maxLength: limit } : {}),
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
      change(currentTarget.value, onCharacter);
    },
  };
  if (element['multiline'] === true) return <textarea rows={4} {...shared} />;
  return (
    <input
      type={TYPES[string(element['type'])] ?? 'text'}
      inputMode={element['type'] === 'number_input' ? 'decimal' : 'text'}
      {...shared}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !at.dispatch || sending || value === sent.current) return;
        event.preventDefault();
        change(value, true);
      }}
    />
  );
}
