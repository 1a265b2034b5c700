import { type ReactNode, useId } from 'react';

import { isObject, objects, string } from '../blocks/json.js';
import { TextObject } from '../blocks/text-object.js';
import { type ElementPlace, useSurface } from './surface.js';
import { chosenKeys, stateWith } from './values.js';

/** Checkboxes and radio buttons. */
export function ChoicesElement({ at }: { readonly at: ElementPlace }): ReactNode {
  const { blockId, element } = at;
  const { values, enter, sending } = useSurface();
  const name = useId();
  const actionId = string(element['action_id']);
  const many = element['type'] === 'checkboxes';
  const options = objects(element['options']);
  const chosen = chosenKeys(values[blockId]?.[actionId], element);
  return (
    <div
      className="choices"
      role={many ? 'group' : 'radiogroup'}
      aria-labelledby={`label-${blockId}`}
      data-action-id={actionId}
    >
      {options.map((option, index) => {
        const key = string(option['value']);
        return (
          <label key={index} className="choice">
            <input
              type={many ? 'checkbox' : 'radio'}
              name={name}
              checked={chosen.includes(key)}
              disabled={sending}
              onChange={({ currentTarget }) => {
                const rest = options.filter((other) => {
                  const value = string(other['value']);
                  return value === key ? currentTarget.checked : chosen.includes(value);
                });
                enter(at, stateWith(element, many ? rest : option));
              }}
            />
            <span>
              <TextObject value={option['text']} />
              {isObject(option['description']) && (
                <small>
                  <TextObject value={option['description']} />
                </small>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}
