import type { ReactNode } from 'react';

import { string, textOf } from '../blocks/json.js';
import { type ElementPlace, useSurface } from './surface.js';
import { stateField, stateWith } from './values.js';

const TYPES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** Date, time, and both, in the reader's time zone. */
export function PickerElement({ at }: { readonly at: ElementPlace }): ReactNode {
  const { blockId, element } = at;
  const { values, enter, errors, sending } = useSurface();
  const type = string(element['type']);
  const actionId = string(element['action_id']);
  const content = values[blockId]?.[actionId]?.[stateField(element) ?? ''];
  const shown = typeof content === 'number' ? localMinute(content) : string(content);
  return (
    <input
      id={`input-${blockId}`}
      className="text-input picker"
      type={TYPES[type] ?? 'text'}
      value={shown}
      disabled={sending}
      aria-label={textOf(element['placeholder']) || undefined}
      aria-invalid={errors[blockId] !== undefined}
      data-action-id={actionId}
      onChange={({ currentTarget: { value } }) => {
        const next = type === 'datetimepicker' ? new Date(value).getTime() / 1000 : value;
        enter(at, stateWith(element, value === '' ? null : next));
      }}
    />
  );
}

/** `2025-03-14T12:00` in local time, as the browser's own picker wants it. */
function localMinute(epochS: number): string {
  const date = new Date(epochS * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
