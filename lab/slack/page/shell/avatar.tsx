import type { ReactNode } from 'react';

import type { PageUser } from '../../page-api.js';

/** A person's tile, or the app's picture: one server feeding two others. */
export function Avatar(props: {
  readonly user: PageUser;
  readonly size?: 'small' | 'large';
}): ReactNode {
  const { user, size = 'large' } = props;
  return (
    <span
      className={`avatar avatar-${size}`}
      style={{ background: user.colour }}
      aria-hidden="true"
    >
      {user.kind === 'bot' && user.id !== 'USLACKBOT' ? (
        <svg viewBox="0 0 20 20">
          <path d="M10 7.5v2.2M10 9.7H5.6v2.3M10 9.7h4.4v2.3" />
          <rect x="7" y="3.2" width="6" height="4.3" rx="1.4" />
          <rect x="2.8" y="12" width="5.6" height="4.3" rx="1.4" />
          <rect x="11.6" y="12" width="5.6" height="4.3" rx="1.4" />
        </svg>
      ) : (
        (user.realName || user.name).charAt(0).toLocaleUpperCase()
      )}
    </span>
  );
}
