import { type ReactNode, useEffect, useState } from 'react';

import type { ConnectionStatus } from '../api/follow.js';
import { Icon } from './icons.js';

/** Said at the top when the server is gone; a blink of a reconnect is not worth a word. */
export function Banner({ status }: { readonly status: ConnectionStatus }): ReactNode {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        setShown(status === 'lost');
      },
      status === 'lost' ? 400 : 0,
    );
    return () => {
      clearTimeout(timer);
    };
  }, [status]);
  if (!shown) return null;
  return (
    <div className="banner" role="alert" data-testid="server-gone">
      <Icon name="warn" /> The local Slack does not answer. What you see may be out of date; trying
      again every second.
    </div>
  );
}
