import type { ReactNode } from 'react';

import { ElementView } from '../elements/element.js';
import { isObject, type Json, objects } from './json.js';
import { TextObject } from './text-object.js';

/** Text, fields in two columns, and an element beside them. */
export function SectionBlock(props: { readonly block: Json; readonly blockId: string }): ReactNode {
  const { block, blockId } = props;
  const accessory = block['accessory'];
  const fields = objects(block['fields']);
  return (
    <div className="block-section" data-block-id={blockId}>
      <div className="section-body">
        {isObject(block['text']) && (
          <div className="section-text">
            <TextObject value={block['text']} />
          </div>
        )}
        {fields.length > 0 && (
          <div className="section-fields">
            {fields.map((field, index) => (
              <div key={index} className="section-field">
                <TextObject value={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isObject(accessory) && (
        <div className="section-accessory">
          <ElementView at={{ blockId, element: accessory, dispatch: true }} />
        </div>
      )}
    </div>
  );
}
