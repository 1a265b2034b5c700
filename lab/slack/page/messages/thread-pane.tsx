import { type ReactNode, useMemo } from 'react';

import type { PageChannel, PageMessage } from '../../page-api.js';
import { Composer } from '../composer/composer.js';
import { Icon } from '../shell/icons.js';
import { useActions } from '../state/actions.js';
import { MessageView } from './message-view.js';
import { threadReplies, timeline } from './timeline.js';
import { useStick } from './use-stick.js';

/** A thread at the side: its root, the replies, and a composer of its own. */
export function ThreadPane(props: {
  readonly channel: PageChannel;
  readonly root: PageMessage;
  readonly messages: readonly PageMessage[];
  readonly onClose: () => void;
}): ReactNode {
  const { channel, root, messages, onClose } = props;
  const { user } = useActions();
  const { scroller, content, toEnd } = useStick();
  const replies = useMemo(
    () => threadReplies(messages, channel.id, root.ts),
    [messages, channel.id, root.ts],
  );
  const said = replies.filter(({ ephemeral }) => !ephemeral).length;
  return (
    <aside className="thread" aria-label="Thread" data-testid="thread">
      <header className="pane-header">
        <h2>Thread</h2>
        <span className="pane-sub">#{channel.name}</span>
        <button
          type="button"
          className="icon-button"
          aria-label="Close thread"
          data-testid="thread-close"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <div className="messages" ref={scroller} tabIndex={0} role="log" aria-label="Thread messages">
        <div className="messages-content thread-content" ref={content}>
          <MessageView message={root} head inThread />
          <div className="reply-divider" role="separator">
            <span>
              {said} {said === 1 ? 'reply' : 'replies'}
            </span>
          </div>
          {timeline(replies, null).map((item) =>
            item.kind === 'message' ? (
              <MessageView key={item.key} message={item.message} head={item.head} inThread />
            ) : null,
          )}
        </div>
      </div>
      <div className="pane-foot">
        <Composer
          place={{ user, channel: channel.id, thread: root.ts }}
          label="Reply…"
          closed={channel.isArchived ? 'This channel is archived.' : null}
          onSent={toEnd}
        />
      </div>
    </aside>
  );
}
