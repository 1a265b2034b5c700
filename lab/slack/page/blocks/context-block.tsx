import type { ReactNode } from 'react';

import { type Json, objects, string } from './json.js';
import { TextObject } from './text-object.js';

/** Small print: texts and images in a row. */
export function ContextBlock({ block }: { readonly block: Json }): ReactNode {
  return (
    <div className="block-context">
      {objects(block['elements']).map((element, index) =>
        element['type'] === 'image' ? (
          <img key={index} src={string(element['image_url'])} alt={string(element['alt_text'])} />
        ) : (
          <span key={index} className="context-text">
            <TextObject value={element} />
          </span>
        ),
      )}
    </div>
  );
}
