import type { ReactNode } from 'react';

import { ElementView } from '../elements/element.js';
import { ContextBlock } from './context-block.js';
import { ImageBlock } from './image-block.js';
import { InputBlock } from './input-block.js';
import { type Json, objects, string } from './json.js';
import { LibraryBlock } from './library-block.js';
import { SectionBlock } from './section-block.js';
import { TableBlock } from './table-block.js';
import { TextObject } from './text-object.js';

/**
 * One block. Those with text in mrkdwn and those that a person can use are drawn here; the others
 * (rich text, charts, Markdown, cards and so on) by a library that knows their look.
 */
export function BlockView(props: { readonly block: Json; readonly blockId: string }): ReactNode {
  const { block, blockId } = props;
  switch (string(block['type'])) {
    case 'section':
      return <SectionBlock block={block} blockId={blockId} />;
    case 'header':
      return (
        <h3 className="block-header">
          <TextObject value={block['text']} />
        </h3>
      );
    case 'divider':
      return <hr className="block-divider" />;
    case 'context':
      return <ContextBlock block={block} />;
    case 'actions':
      return (
        <div className="block-actions" data-block-id={blockId}>
          {objects(block['elements']).map((element, index) => (
            <ElementView key={index} at={{ blockId, element, dispatch: true }} />
          ))}
        </div>
      );
    case 'input':
      return <InputBlock block={block} blockId={blockId} />;
    case 'image':
      return <ImageBlock block={block} />;
    case 'table':
      return <TableBlock block={block} />;
    default:
      return <LibraryBlock block={block} />;
  }
}
