import type { ReactNode } from 'react';

import { ElementView } from '../elements/element.js';
import { useSurface } from '../elements/surface.js';
import { isObject, type Json, object } from './json.js';
import { TextObject } from './text-object.js';

/** A labelled input with its hint, or with what is wrong with it. */
export function InputBlock(props: { readonly block: Json; readonly blockId: string }): ReactNode {
  const { block, blockId } = props;
  const { errors } = useSurface();
  const error = errors[blockId];
  return (
    <div
      className={error === undefined ? 'block-input' : 'block-input block-input-wrong'}
      data-block-id={blockId}
    >
      <label id={`label-${blockId}`} htmlFor={`input-${blockId}`}>
        <TextObject value={block['label']} />
        {block['optional'] === true && <span className="optional"> (optional)</span>}
      </label>
      <ElementView
        at={{
          blockId,
          element: object(block['element']),
          dispatch: block['dispatch_action'] === true,
        }}
      />
      <div id={`hint-${blockId}`}>
        {error !== undefined && (
          <div className="field-error" role="alert" data-testid="field-error">
            {error}
          </div>
        )}
        {isObject(block['hint']) && (
          <div className="field-hint">
            <TextObject value={block['hint']} />
          </div>
        )}
      </div>
    </div>
  );
}
