import { Fragment, type ReactNode, useState } from 'react';

import { Plain } from '../text/inlines.js';
import type { Option } from './options.js';

interface SelectListProps {
  readonly id: string;
  readonly options: readonly Option[];
  readonly chosen: readonly string[];
  readonly many: boolean;
  readonly onChoose: (option: Option) => void;
}

/** The list that a select opens: typing filters it, arrows move, Enter chooses. */
export function SelectList({ id, options, chosen, many, onChoose }: SelectListProps): ReactNode {
  const [filter, setFilter] = useState('');
  const shown = options.filter(({ label }) => label.toLowerCase().includes(filter.toLowerCase()));
  const [active, setActive] = useState(
    Math.max(
      0,
      options.findIndex(({ key }) => chosen.includes(key)),
    ),
  );
  const current = shown[Math.min(active, shown.length - 1)];
  return (
    <>
      <input
        className="select-filter"
        type="text"
        aria-label="Filter options"
        aria-controls={id}
        aria-activedescendant={current === undefined ? undefined : `${id}-${current.key}`}
        placeholder="Type to filter"
        value={filter}
        onChange={({ currentTarget }) => {
          setFilter(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined && shown.length > 0) {
            event.preventDefault();
            setActive((active + step + shown.length) % shown.length);
          } else if (event.key === 'Enter' && current !== undefined) {
            event.preventDefault();
            onChoose(current);
          }
        }}
      />
      <div id={id} role="listbox" aria-multiselectable={many} className="select-list">
        {shown.map((option, index) => (
          <Fragment key={option.key}>
            {option.group !== '' && option.group !== shown[index - 1]?.group && (
              <div className="select-group">{option.group}</div>
            )}
            <div
              id={`${id}-${option.key}`}
              role="option"
              aria-selected={chosen.includes(option.key)}
              className={option === current ? 'option option-active' : 'option'}
              data-value={option.key}
              onPointerEnter={() => {
                setActive(index);
              }}
              onClick={() => {
                onChoose(option);
              }}
            >
              <span className="option-mark">{chosen.includes(option.key) ? '✓' : ''}</span>
              <span>
                <Plain text={option.label} />
                {option.description !== '' && (
                  <small>
                    <Plain text={option.description} />
                  </small>
                )}
              </span>
            </div>
          </Fragment>
        ))}
        {shown.length === 0 && <div className="option option-none">No results</div>}
      </div>
    </>
  );
}
