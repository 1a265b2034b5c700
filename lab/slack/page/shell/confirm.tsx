import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react';

import { type Json, object, string, textOf } from '../blocks/json.js';
import { TextObject } from '../blocks/text-object.js';

type Ask = (dialog: Json) => Promise<boolean>;

const ConfirmContext = createContext<Ask>(() => Promise.resolve(false));

/** Asks a person with one of Block Kit's confirm objects; resolves to whether they agreed. */
export function useConfirm(): Ask {
  return useContext(ConfirmContext);
}

interface Question {
  readonly dialog: Json;
  readonly answer: (yes: boolean) => void;
}

export function ConfirmProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = useCallback<Ask>(
    (dialog) =>
      new Promise((resolve) => {
        setQuestion({
          dialog,
          answer: (yes) => {
            setQuestion(null);
            resolve(yes);
          },
        });
      }),
    [],
  );
  return (
    <ConfirmContext value={ask}>
      {children}
      {question !== null && <ConfirmDialog {...question} />}
    </ConfirmContext>
  );
}

function ConfirmDialog({ dialog, answer }: Question): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  const accept = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    ref.current?.showModal();
    accept.current?.focus();
  }, []);
  const danger = string(dialog['style']) === 'danger';
  return (
    <dialog
      ref={ref}
      className="dialog confirm"
      aria-labelledby="confirm-title"
      data-testid="confirm"
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <h2 id="confirm-title">
        <TextObject value={object(dialog['title'])} />
      </h2>
      <div className="confirm-text">
        <TextObject value={object(dialog['text'])} />
      </div>
      <footer className="dialog-actions">
        <button
          type="button"
          className="button"
          data-testid="confirm-deny"
          onClick={() => {
            answer(false);
          }}
        >
          {textOf(dialog['deny']) || 'Cancel'}
        </button>
        <button
          type="button"
          ref={accept}
          className={danger ? 'button button-danger' : 'button button-primary'}
          data-testid="confirm-accept"
          onClick={() => {
            answer(true);
          }}
        >
          {textOf(dialog['confirm']) || 'Yes'}
        </button>
      </footer>
    </dialog>
  );
}
