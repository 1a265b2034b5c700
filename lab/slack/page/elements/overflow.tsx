import { type ReactNode, useCallback, useRef, useState } from 'react';

import { objects, string } from '../blocks/json.js';
import { TextObject } from '../blocks/text-object.js';
import { Icon } from '../shell/icons.js';
import { Popover } from '../shell/popover.js';
import { type ElementPlace, useSurface } from './surface.js';

/** The "…" menu. */
export function OverflowElement({ at }: { readonly at: ElementPlace }): ReactNode {
  const { element } = at;
  const { act, sending } = useSurface();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setOpen(false);
  }, []);
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className="button button-overflow"
        aria-label="More options"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={sending}
        data-action-id={string(element['action_id'])}
        onClick={() => {
          setOpen(true);
        }}
      >
        <Icon name="more" />
      </button>
      {open && (
        <Popover anchor={anchor} align="end" className="menu" onClose={close}>
          <div role="menu">
            {objects(element['options']).map((option, index) => (
              <button
                key={index}
                type="button"
                role="menuitem"
                onClick={() => {
                  close();
                  const url = string(option['url']);
                  if (/^https?:/i.test(url)) window.open(url, '_blank', 'noreferrer,noopener');
                  act(at, { selected_option: option });
                }}
              >
                <TextObject value={option['text']} />
              </button>
            ))}
          </div>
        </Popover>
      )}
    </>
  );
}
