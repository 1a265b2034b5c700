import { memo, type ReactNode, useCallback, useState } from 'react';

import type { PageMessage } from '../../page-api.js';
import { Avatar } from '../shell/avatar.js';
import { ErrorBoundary } from '../shell/error-boundary.js';
import { Icon } from '../shell/icons.js';
import { useActions } from '../state/actions.js';
import { findUser, useDirectory } from '../state/directory.js';
import { SLACKBOT } from '../state/notices.js';
import { clockTime, fullTime, gutterTime } from '../text/time.js';
import { MessageBody } from './message-body.js';
import { MessageEditor } from './message-editor.js';
import { MessageTools } from './message-tools.js';
import { ThreadFooter } from './thread-footer.js';

interface MessageViewProps {
  readonly message: PageMessage;
  /** Whether the author is shown. */
  readonly head: boolean;
  /** In a thread, the footer and "reply in thread" are left out. */
  readonly inThread: boolean;
}

export const MessageView = memo(function MessageView(props: MessageViewProps): ReactNode {
  const { message, head, inThread } = props;
  const author = findUser(useDirectory(), message.user);
  const { dismiss, openThread } = useActions();
  const [editing, setEditing] = useState(false);
  const stopEditing = useCallback(() => {
    setEditing(false);
  }, []);
  const classes = ['message'];
  if (head) classes.push('message-head');
  if (message.ephemeral) classes.push('message-ephemeral');
  const root = message.threadTs ?? message.ts;
  return (
    <article
      className={classes.join(' ')}
      data-testid="message"
      data-ts={message.ts}
      data-user={message.user}
      data-ephemeral={message.ephemeral}
      aria-label={`${author.realName}, ${clockTime(message.ts)}`}
    >
      {message.ephemeral && (
        <div className="message-note">
          <Icon name="eye" /> Only visible to you
        </div>
      )}
      {message.broadcast && (
        <div className="message-note">
          {inThread ? (
            'Also sent to the channel'
          ) : (
            <>
              replied to a thread:{' '}
              <button
                type="button"
                className="link"
                onClick={() => {
                  openThread(root);
                }}
              >
                View thread
              </button>
            </>
          )}
        </div>
      )}
      <div className="message-gutter">
        {head ? (
          <Avatar user={author} />
        ) : (
          <time title={fullTime(message.ts)}>{gutterTime(message.ts)}</time>
        )}
      </div>
      <div className="message-content">
        {head && (
          <div className="message-author">
            <strong>{author.realName || author.name}</strong>
            {author.kind === 'bot' && author.id !== SLACKBOT && (
              <span className="app-badge">APP</span>
            )}
            <time title={fullTime(message.ts)}>{clockTime(message.ts)}</time>
          </div>
        )}
        {message.deleted ? (
          <p className="message-deleted">This message was deleted.</p>
        ) : editing ? (
          <MessageEditor message={message} inThread={inThread} onClose={stopEditing} />
        ) : (
          <ErrorBoundary of={message} fallback={<p>{message.text}</p>}>
            <MessageBody message={message} />
          </ErrorBoundary>
        )}
        {message.ephemeral && message.user === SLACKBOT && (
          <button
            type="button"
            className="link dismiss"
            onClick={() => {
              dismiss(message.ts);
            }}
          >
            Dismiss message
          </button>
        )}
        {!inThread && message.replyCount > 0 && <ThreadFooter message={message} />}
      </div>
      {!message.ephemeral && !message.deleted && (
        <MessageTools
          message={message}
          inThread={inThread}
          onEdit={() => {
            setEditing(true);
          }}
        />
      )}
    </article>
  );
});
