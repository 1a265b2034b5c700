import { type ReactNode, useCallback, useRef, useState } from 'react';

import { string, textOf } from '../blocks/json.js';
import { type Directory, useDirectory } from '../state/directory.js';
import { Icon } from '../shell/icons.js';
import { Popover } from '../shell/popover.js';
import { Plain } from '../text/inlines.js';
import { type Option, optionsOf } from './options.js';
import { SelectList } from './select-list.js';
import { type ElementPlace, useSurface } from './surface.js';
import { chosenKeys, stateWith } from './values.js';

/** Every kind of select: of the app's options, people or channels; one or several. */
export function SelectElement({ at }: { readonly at: ElementPlace }): ReactNode {
  const { blockId, element } = at;
  const { values, enter, errors, sending } = useSurface();
  const directory: Directory = useDirectory();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setOpen(false);
  }, []);
  const actionId = string(element['action_id']);
  const many = string(element['type']).startsWith('multi_');
  const options = optionsOf(element, directory);
  const keys = chosenKeys(values[blockId]?.[actionId], element);
  const chosen = options.filter(({ key }) => keys.includes(key));
  const most = Number(element['max_selected_items'] ?? Infinity);
  const choose = ({ key, content }: Option): void => {
    if (!many) {
      close();
      anchor.current?.focus();
      enter(at, stateWith(element, content));
      return;
    }
    const next = options.filter((option) => keys.includes(option.key) !== (option.key === key));
    if (next.length > most) return;
    const contents = next.map((option) => option.content);
    enter(at, stateWith(element, contents));
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        id={`input-${blockId}`}
        className="select"
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-controls={`list-${blockId}-${actionId}`}
        aria-invalid={errors[blockId] !== undefined}
        disabled={sending}
        data-action-id={actionId}
        onClick={() => {
          setOpen(true);
        }}
      >
        {chosen.length === 0 ? (
          <span className="placeholder">
            {textOf(element['placeholder']) || 'Choose an option'}
          </span>
        ) : (
          <span className="select-value">
            <Plain text={chosen.map(({ label }) => label).join(', ')} />
          </span>
        )}
        <Icon name="down" />
      </button>
      {open && (
        <Popover anchor={anchor} className="menu select-menu" onClose={close}>
          <SelectList
            id={`list-${blockId}-${actionId}`}
            options={options}
            chosen={keys}
            many={many}
            onChoose={choose}
          />
        </Popover>
      )}
    </>
  );
}
