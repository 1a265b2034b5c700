import type { ReactNode } from 'react';

import type { Suggestion } from './completion.js';

/** The list above the composer. */
export function CompletionMenu(props: {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly active: number | null;
  readonly onChoose: (suggestion: Suggestion) => void;
}): ReactNode {
  const { id, suggestions, active, onChoose } = props;
  return (
    <div className="completion" data-testid="completion">
      <div id={id} role="listbox" aria-label="Suggestions">
        {suggestions.map((suggestion, index) => {
          const [first = '', ...rest] = suggestion.title.split(/ (?=[[<])/);
          return (
            <div
              key={suggestion.title}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              aria-disabled={suggestion.result === null}
              className={index === active ? 'suggestion suggestion-active' : 'suggestion'}
              onPointerDown={(event) => {
                // The field keeps the focus, and with it the menu.
                event.preventDefault();
                onChoose(suggestion);
              }}
            >
              <span className="suggestion-title">
                <strong>{first}</strong> {rest.join(' ')}
              </span>
              {suggestion.detail !== '' && (
                <span className="suggestion-detail">{suggestion.detail}</span>
              )}
            </div>
          );
        })}
      </div>
      <div className="completion-keys" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> to navigate · <kbd>Tab</kbd> to complete · <kbd>Enter</kbd> to
        send · <kbd>Esc</kbd> to dismiss
      </div>
    </div>
  );
}
