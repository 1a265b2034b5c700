import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';

import type { PageMessage } from '../../page-api.js';
import { useKnown } from '../composer/known.js';
import { asMrkdwn, asTyped } from '../composer/outgoing.js';
import { useActions } from '../state/actions.js';

/** One's own message, to be written anew: Enter saves, Escape leaves it as it is. */
export function MessageEditor(props: {
  readonly message: PageMessage;
  readonly inThread: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const { message, inThread, onClose } = props;
  const { channel, ts, threadTs } = message;
  const { user, perform, tell } = useActions();
  const known = useKnown();
  const [text, setText] = useState(() => asTyped(message.text, known));
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
  }, []);
  const save = async (): Promise<void> => {
    const action = {
      kind: 'edit-message',
      user,
      channel,
      ts,
      text: asMrkdwn(text, known),
    } as const;
    const result = await perform(action);
    if (result.ok) onClose();
    else tell({ channel, thread: inThread ? (threadTs ?? ts) : null }, result.message);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onClose();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void save();
  };
  return (
    <div className="composer message-editor">
      <textarea
        ref={field}
        rows={2}
        aria-label="Edit message"
        data-testid="message-editor"
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="message-editor-bar">
        <button type="button" className="link" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="link"
          data-testid="message-editor-save"
          onClick={() => void save()}
        >
          Save
        </button>
      </div>
    </div>
  );
}
