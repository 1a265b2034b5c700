import { type ReactNode, useId, useState } from 'react';

import type { ActOn } from './cluster-view.js';

const PRESETS = ['FIRST 1 (s1, s2)', 'ANY 1 (s1, s2)', 's1', ''];

/** `synchronous_standby_names`, to be set on the primary. */
export function SyncNames(props: {
  readonly value: string;
  readonly disabled: boolean;
  readonly act: ActOn;
}): ReactNode {
  const { value, disabled, act } = props;
  const id = useId();
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setTyped(value);
  }
  const set = (names: string): void => {
    setTyped(names);
    act({ action: 'set-sync-names', value: names });
  };
  return (
    <form
      className="sync-names"
      onSubmit={(event) => {
        event.preventDefault();
        set(typed);
      }}
    >
      <label htmlFor={id}>synchronous_standby_names</label>
      <div className="sync-field">
        <input
          id={id}
          type="text"
          spellCheck={false}
          autoComplete="off"
          placeholder="empty: every commit is asynchronous"
          data-testid="sync-names"
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
          }}
        />
        <button
          type="submit"
          className="panel-button"
          disabled={disabled || typed === value}
          data-action="set-sync-names"
        >
          Set
        </button>
      </div>
      <div className="presets">
        {PRESETS.map((preset) => (
          <button
            key={preset}
            type="button"
            className="preset"
            aria-pressed={preset === value}
            disabled={disabled}
            data-preset={preset}
            onClick={() => {
              set(preset);
            }}
          >
            {preset === '' ? 'empty' : preset}
          </button>
        ))}
      </div>
    </form>
  );
}
