import type { ReactNode } from 'react';

import { Plain } from '../text/inlines.js';
import { type Json, list, object, objects, string } from './json.js';
import { LibraryBlock } from './library-block.js';

const ALIGNMENTS = ['left', 'center', 'right'] as const;

/** A table: its first row is the heading, its columns are aligned and wrapped as the app asks. */
export function TableBlock({ block }: { readonly block: Json }): ReactNode {
  const columns = list(block['column_settings']).map(object);
  const [heading = [], ...rows] = list(block['rows']).map(objects);
  const className = (column: number): string => {
    const settings = columns[column] ?? {};
    const align = ALIGNMENTS.find((name) => name === settings['align']) ?? 'left';
    return settings['is_wrapped'] === true ? `align-${align} wrapped` : `align-${align}`;
  };
  return (
    <div className="block-table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {heading.map((cell, column) => (
              <th key={column} scope="col" className={className(column)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={className(column)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { readonly cell: Json }): ReactNode {
  switch (cell['type']) {
    case 'rich_text':
      return <LibraryBlock block={cell} />;
    case 'raw_number': {
      const text = string(cell['text']);
      return text === '' && typeof cell['value'] === 'number' ? cell['value'] : text;
    }
    default:
      return <Plain text={string(cell['text'])} />;
  }
}
