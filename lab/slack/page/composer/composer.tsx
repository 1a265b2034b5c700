import {
  type KeyboardEvent,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

import { Icon } from '../shell/icons.js';
import { useActions } from '../state/actions.js';
import { type Suggestion, suggest } from './completion.js';
import { CompletionMenu } from './completion-menu.js';
import { useDraft } from './drafts.js';
import { outgoing, type Place } from './outgoing.js';
import { useKnown } from './known.js';

interface ComposerProps {
  readonly place: Place;
  readonly label: string;
  /** Why nothing can be written here; null where it can. */
  readonly closed: string | null;
  readonly onSent: () => void;
}

/** Where messages and commands are typed: Enter sends, Shift+Enter begins a line. */
export function Composer({ place, label, closed, onSent }: ComposerProps): ReactNode {
  const { perform, tell } = useActions();
  const known = useKnown();
  const [text, setText] = useDraft(place);
  const [caret, setCaret] = useState(text.length);
  const [hidden, setHidden] = useState(false);
  const [active, setActive] = useState<number | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const wanted = useRef<number | null>(null);
  const menuId = useId();

  useLayoutEffect(() => {
    const area = field.current;
    if (area === null) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
    if (wanted.current !== null) area.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  }, [text]);

  const suggestions = hidden || text === '' ? [] : suggest(text, caret, known);
  // Nothing is chosen beforehand where nothing was begun: Enter then sends what stands there.
  const begun = !/(?:^|\s)$/.test(text.slice(0, caret));
  const chosen = active ?? (begun && suggestions[0]?.result ? 0 : null);

  const type = (next: string, at: number): void => {
    wanted.current = at;
    setText(next);
    setCaret(at);
    setHidden(false);
    setActive(null);
  };
  const complete = ({ result }: Suggestion): void => {
    if (result !== null) type(result.text, result.caret);
    field.current?.focus();
  };
  const submit = async (): Promise<void> => {
    if (text.trim() === '') return;
    const what = outgoing(text, place, known);
    type('', 0);
    onSent();
    if (what.kind === 'slackbot') {
      tell(place, what.message);
      return;
    }
    const command = what.action.kind === 'command' ? text.trim() : null;
    setRunning(command);
    const result = await perform(what.action);
    setRunning((now) => (now === command ? null : now));
    if (result.ok) return;
    tell(place, result.message);
    // What could not be posted is not lost, unless something else is being written by now.
    if (what.action.kind === 'post' && field.current?.value === '') type(text, text.length);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choosable = suggestions.filter(({ result }) => result !== null).length;
    if (step !== undefined && choosable > 0) {
      event.preventDefault();
      setActive(((chosen ?? (step > 0 ? -1 : choosable)) + step + choosable) % choosable);
    } else if (event.key === 'Escape' && suggestions.length > 0) {
      event.preventDefault();
      setHidden(true);
    } else if (event.key === 'Tab' && !event.shiftKey && choosable > 0) {
      event.preventDefault();
      const suggestion = suggestions[chosen ?? 0];
      if (suggestion !== undefined) complete(suggestion);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      const suggestion = chosen === null ? undefined : suggestions[chosen];
      const changes = suggestion?.result?.text.trimEnd() !== text.trimEnd();
      if (suggestion?.result && changes) complete(suggestion);
      else void submit();
    }
  };
  const insert = (mark: string): void => {
    const gap = text === '' || mark === '/' || /\s$/.test(text) ? '' : ' ';
    const next = mark === '/' ? mark : text + gap + mark;
    type(next, next.length);
    field.current?.focus();
  };

  const testId = place.thread === null ? 'composer' : 'thread-composer';
  if (closed !== null) {
    return (
      <div className="composer composer-closed" data-testid={`${testId}-closed`}>
        {closed}
      </div>
    );
  }
  return (
    <div className="composer-area">
      {suggestions.length > 0 && (
        <CompletionMenu id={menuId} suggestions={suggestions} active={chosen} onChoose={complete} />
      )}
      <div className="composer">
        <textarea
          ref={field}
          rows={1}
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={suggestions.length > 0}
          aria-controls={menuId}
          {...(chosen === null ? {} : { 'aria-activedescendant': `${menuId}-${chosen}` })}
          placeholder={label}
          data-testid={testId}
          value={text}
          onChange={({ currentTarget }) => {
            type(currentTarget.value, currentTarget.selectionStart);
          }}
          onSelect={({ currentTarget }) => {
            setCaret(currentTarget.selectionStart);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setHidden(true);
          }}
          onFocus={() => {
            setHidden(false);
          }}
        />
        <div className="composer-bar">
          <button
            type="button"
            aria-label="Run a command"
            title="Run a command"
            onClick={() => {
              insert('/');
            }}
          >
            <Icon name="slash" />
          </button>
          <button
            type="button"
            aria-label="Mention someone"
            title="Mention someone"
            onClick={() => {
              insert('@');
            }}
          >
            <Icon name="at" />
          </button>
          <span className="composer-status" role="status">
            {running === null ? '' : `Running ${running} …`}
          </span>
          <button
            type="button"
            className="send"
            aria-label="Send"
            data-testid={`${testId}-send`}
            disabled={text.trim() === ''}
            onClick={() => void submit()}
          >
            <Icon name="send" />
          </button>
        </div>
      </div>
    </div>
  );
}
