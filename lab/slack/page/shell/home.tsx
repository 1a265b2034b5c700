import { type ReactNode, useEffect, useState } from 'react';

import type { PageState } from '../../page-api.js';
import { Blocks } from '../blocks/blocks.js';
import { list, object } from '../blocks/json.js';
import { SurfaceContext, useNewSurface } from '../elements/surface.js';
import { useActions } from '../state/actions.js';
import { HOME } from '../state/route.js';
import { AppHeader } from './app-header.js';

/** The app's Home tab: the app is told when it is opened, and may draw it anew then. */
export function Home({ state }: { readonly state: PageState }): ReactNode {
  const { user, perform } = useActions();
  const [failure, setFailure] = useState<string | null>(null);
  const { app, home } = state;
  const blocks = list(object(home?.view)['blocks']);
  const surface = useNewSurface({
    user,
    container: { type: 'view', viewId: home?.id ?? '' },
    blocks,
    perform,
    onFailure: setFailure,
  });

  useEffect(() => {
    let left = false;
    void perform({ kind: 'open-home', user }).then((result) => {
      if (!left) setFailure(result.ok ? null : result.message);
    });
    return () => {
      left = true;
    };
  }, [perform, user]);

  return (
    <>
      <AppHeader state={state} place={HOME} />
      <div className="messages" tabIndex={0} role="region" aria-label={`Home of ${app.name}`}>
        <div className="home" data-testid="home">
          {failure !== null && (
            <div className="view-error" role="alert">
              {failure}
            </div>
          )}
          {home === null ? (
            <div className="home-empty">
              <h3>This is a work in progress</h3>
              <p>{app.name} has not published anything here yet.</p>
            </div>
          ) : (
            <SurfaceContext value={surface}>
              <Blocks blocks={blocks} />
            </SurfaceContext>
          )}
        </div>
      </div>
    </>
  );
}
