import type { ReactNode } from 'react';

import type { PageState, PageUser } from '../../page-api.js';
import { Avatar } from './avatar.js';

const KINDS: Readonly<Record<PageUser['kind'], string>> = {
  member: 'member',
  admin: 'admin',
  guest: 'guest',
  deactivated: 'deactivated',
  bot: 'app',
  foreign: 'from another workspace',
};

/** The narrow column at the left: the workspace, and who is being acted as. */
export function Rail(props: {
  readonly state: PageState;
  readonly onActAs: (user: string) => void;
}): ReactNode {
  const { state, onActAs } = props;
  return (
    <nav className="rail" aria-label="Act as" data-testid="rail">
      <span className="workspace" title={state.team.name} aria-hidden="true">
        {state.team.name.charAt(0).toLocaleUpperCase()}
      </span>
      <span className="rail-label">Act as</span>
      {state.users
        .filter(({ kind }) => kind !== 'bot')
        .map((user) => {
          const active = user.id === state.me.id;
          const kind = KINDS[user.kind];
          return (
            <button
              key={user.id}
              type="button"
              className={active ? 'persona persona-active' : 'persona'}
              aria-pressed={active}
              aria-label={`Act as ${user.realName}, ${kind}`}
              title={`${user.realName} (@${user.name}), ${kind}`}
              data-testid={`act-as-${user.id}`}
              data-kind={user.kind}
              onClick={() => {
                onActAs(user.id);
              }}
            >
              <Avatar user={user} />
              <span className="persona-name">{user.name}</span>
            </button>
          );
        })}
    </nav>
  );
}
