import type { ReactNode } from 'react';

import { string } from '../blocks/json.js';
import { TextObject } from '../blocks/text-object.js';
import { type ElementPlace, useSurface } from './surface.js';

/** A button; one with an address opens it, and tells the app all the same. */
export function ButtonElement({ at }: { readonly at: ElementPlace }): ReactNode {
  const { element } = at;
  const { act, sending } = useSurface();
  const style = string(element['style']);
  const url = string(element['url']);
  const label = string(element['accessibility_label']);
  return (
    <button
      type="button"
      className={`button ${style === '' ? '' : `button-${style}`}`}
      disabled={sending}
      data-action-id={string(element['action_id'])}
      {...(label === '' ? {} : { 'aria-label': label })}
      onClick={() => {
        if (/^https?:/i.test(url)) open(url, '_blank', 'noreferrer,noopener');
        const { text, value, url: address } = element;
        act(at, {
          text,
          ...(value === undefined ? {} : { value }),
          ...(address === undefined ? {} : { url: address }),
          ...(style === '' ? {} : { style }),
        });
      }}
    >
      <TextObject value={element['text']} />
    </button>
  );
}
