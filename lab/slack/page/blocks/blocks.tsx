import type { ReactNode } from 'react';

import { blockIdOf } from '../elements/values.js';
import { BlockView } from './block.js';
import { object } from './json.js';

/** Block Kit, one block below the other. */
export function Blocks({ blocks }: { readonly blocks: readonly unknown[] }): ReactNode {
  return (
    <div className="blocks">
      {blocks.map((value, index) => {
        const block = object(value);
        const id = blockIdOf(block, index);
        return <BlockView key={id} block={block} blockId={id} />;
      })}
    </div>
  );
}
