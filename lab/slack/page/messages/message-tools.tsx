import { type ReactNode, useCallback, useRef, useState } from 'react';

import type { PageMessage } from '../../page-api.js';
import { Icon } from '../shell/icons.js';
import { Popover } from '../shell/popover.js';
import { useActions } from '../state/actions.js';
import { findUser, useDirectory } from '../state/directory.js';

/**
 * What appears over a message under the pointer or the focus: reply, the app's shortcuts, and what one
 * may do to one's own message; administrators delete anybody's.
 */
export function MessageTools(props: {
  readonly message: PageMessage;
  readonly inThread: boolean;
  readonly onEdit: () => void;
}): ReactNode {
  const { message, inThread, onEdit } = props;
  const { user, shortcuts, perform, openThread, tell } = useActions();
  const directory = useDirectory();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setOpen(false);
  }, []);
  const { channel, ts, threadTs } = message;
  const isOwn = message.user === user;
  const mayDelete = isOwn || findUser(directory, user).kind === 'admin';
  const hasMenu = shortcuts.length > 0 || mayDelete;
  if (inThread && !hasMenu) return null;
  const remove = async (): Promise<void> => {
    close();
    const result = await perform({ kind: 'delete-message', user, channel, ts });
    if (!result.ok) tell({ channel, thread: inThread ? (threadTs ?? ts) : null }, result.message);
  };
  const use = async (callbackId: string): Promise<void> => {
    close();
    const result = await perform({ kind: 'message-shortcut', user, callbackId, channel, ts });
    if (!result.ok) tell({ channel, thread: inThread ? (threadTs ?? ts) : null }, result.message);
  };
  return (
    <div className={open ? 'message-tools message-tools-open' : 'message-tools'}>
      {!inThread && (
        <button
          type="button"
          aria-label="Reply in thread"
          title="Reply in thread"
          data-testid="reply-in-thread"
          onClick={() => {
            openThread(threadTs ?? ts);
          }}
        >
          <Icon name="reply" />
        </button>
      )}
      {hasMenu && (
        <button
          ref={anchor}
          type="button"
          aria-label="More actions"
          title="More actions"
          aria-haspopup="menu"
          aria-expanded={open}
          data-testid="more-actions"
          onClick={() => {
            setOpen(true);
          }}
        >
          <Icon name="more" />
        </button>
      )}
      {open && (
        <Popover anchor={anchor} align="end" className="menu" onClose={close}>
          <div role="menu">
            {shortcuts.map(({ callbackId, name }) => (
              <button
                key={callbackId}
                type="button"
                role="menuitem"
                onClick={() => {
                  void use(callbackId);
                }}
              >
                {name}
              </button>
            ))}
            {isOwn && (
              <button
                type="button"
                role="menuitem"
                onClick={() => {
                  close();
                  onEdit();
                }}
              >
                Edit message
              </button>
            )}
            {mayDelete && (
              <button
                type="button"
                role="menuitem"
                className="menu-danger"
                onClick={() => {
                  void remove();
                }}
              >
                Delete message
              </button>
            )}
          </div>
        </Popover>
      )}
    </div>
  );
}
