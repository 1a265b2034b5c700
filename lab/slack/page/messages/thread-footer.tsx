import type { ReactNode } from 'react';

import type { PageMessage } from '../../page-api.js';
import { Icon } from '../shell/icons.js';
import { useActions } from '../state/actions.js';
import { formatSlackDate, relativeDay } from '../text/slack-date.js';
import { dateOfTs, fullTime } from '../text/time.js';

/** "3 replies · Last reply today at 9:41": opens the thread. */
export function ThreadFooter({ message }: { readonly message: PageMessage }): ReactNode {
  const { openThread } = useActions();
  const { replyCount, latestReply, ts } = message;
  const near = latestReply === null ? null : relativeDay(dateOfTs(latestReply), Date.now());
  const lastReply = `${near === null ? 'on ' : '\u200b'}{date_short_pretty} at {time}`;
  return (
    <button
      type="button"
      className="thread-footer"
      data-testid="thread-footer"
      onClick={() => {
        openThread(ts);
      }}
    >
      <span className="thread-count">
        {replyCount} {replyCount === 1 ? 'reply' : 'replies'}
      </span>
      {latestReply !== null && (
        <span className="thread-last" title={fullTime(latestReply)}>
          Last reply {formatSlackDate(Number(latestReply), lastReply, Date.now())}
        </span>
      )}
      <span className="thread-view">View thread</span>
      <Icon name="right" />
    </button>
  );
}
