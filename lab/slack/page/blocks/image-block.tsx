import type { ReactNode } from 'react';

import { type Json, object, string } from './json.js';
import { TextObject } from './text-object.js';

/** A picture, from an address or from a file that the app has handed over. */
export function ImageBlock({ block }: { readonly block: Json }): ReactNode {
  const file = string(object(block['slack_file'])['id']);
  const source = file === '' ? string(block['image_url']) : `/page/files/${file}`;
  return (
    <figure className="block-image">
      {block['title'] !== undefined && (
        <figcaption>
          <TextObject value={block['title']} />
        </figcaption>
      )}
      <a href={source} target="_blank" rel="noreferrer">
        <img src={source} alt={string(block['alt_text'])} />
      </a>
    </figure>
  );
}
