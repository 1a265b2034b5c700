import { type ReactNode, useEffect, useMemo, useState } from 'react';

import type { PageChannel, PageMessage } from '../../page-api.js';
import { Composer } from '../composer/composer.js';
import { useActions } from '../state/actions.js';
import { isDirect } from '../state/route.js';
import { useVisible } from '../state/use-visible.js';
import { dayName } from '../text/time.js';
import { ChannelIntro } from './channel-intro.js';
import { MessageView } from './message-view.js';
import { channelMessages, firstUnreadTs, timeline } from './timeline.js';
import { useStick } from './use-stick.js';

/** A channel's messages with its composer. */
export function ChannelPane(props: {
  readonly channel: PageChannel;
  readonly messages: readonly PageMessage[];
}): ReactNode {
  const { channel, messages } = props;
  const { user, perform } = useActions();
  const { scroller, content, atEnd, toEnd } = useStick();
  const visible = useVisible();
  const roots = useMemo(() => channelMessages(messages, channel.id), [messages, channel.id]);
  const [line, setLine] = useState(() => firstUnreadTs(roots, channel.unread, user));
  const [seen, setSeen] = useState(channel.unread);
  if (channel.unread !== seen) {
    // The line goes above what came while nobody looked, and stays until the channel is left.
    setSeen(channel.unread);
    if (line === null && !(visible && atEnd)) setLine(firstUnreadTs(roots, channel.unread, user));
  }
  const items = useMemo(() => timeline(roots, line), [roots, line]);

  useEffect(() => {
    if (channel.unread > 0 && visible && atEnd) {
      void perform({ kind: 'mark-read', user, channel: channel.id });
    }
  }, [channel.id, channel.unread, visible, atEnd, user, perform]);

  return (
    <>
      <div
        className="messages"
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-label={`#${channel.name}`}
      >
        <div className="messages-content" ref={content}>
          <ChannelIntro channel={channel} />
          {items.map((item) => {
            if (item.kind === 'day') {
              return (
                <div key={item.key} className="day-divider" role="separator">
                  <span>{dayName(item.ts, Date.now())}</span>
                </div>
              );
            }
            if (item.kind === 'unread') {
              return (
                <div
                  key={item.key}
                  className="unread-line"
                  role="separator"
                  data-testid="unread-line"
                >
                  <span>New</span>
                </div>
              );
            }
            return (
              <MessageView
                key={item.key}
                message={item.message}
                head={item.head}
                inThread={false}
              />
            );
          })}
        </div>
      </div>
      <div className="pane-foot">
        {!atEnd && (
          <button type="button" className="jump" data-testid="jump-to-newest" onClick={toEnd}>
            {channel.unread > 0 ? `${channel.unread} new · ` : ''}Jump to newest ↓
          </button>
        )}
        <Composer
          place={{ user, channel: channel.id, thread: null }}
          label={`Message ${isDirect(channel) ? '' : '#'}${channel.name}`}
          closed={channel.isArchived ? 'This channel is archived.' : null}
          onSent={toEnd}
        />
      </div>
    </>
  );
}
