import { type ReactNode, useState } from 'react';

import { Icon } from '../shell/icons.js';
import { ClusterView } from './cluster-view.js';
import { NightNote } from './night-note.js';
import { PanelLog } from './panel-log.js';
import { usePanel } from './use-panel.js';

/** Beside Slack and no part of it: the real servers of the demo, and what breaks them. */
export function DemoPanel(): ReactNode {
  const { state, live, failure, sending, act } = usePanel();
  const [open, setOpen] = useState(true);
  if (state === null) return null;
  if (!open) {
    return (
      <button
        type="button"
        className="panel-tab"
        aria-label="Show the demo panel"
        data-testid="panel-open"
        onClick={() => {
          setOpen(true);
        }}
      >
        <Icon name="left" />
        <span>Demo servers</span>
      </button>
    );
  }
  return (
    <aside className="panel" aria-label="Demo servers" data-testid="panel">
      <header className="panel-head">
        <h2>Demo servers</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Hide the demo panel"
          data-testid="panel-close"
          onClick={() => {
            setOpen(false);
          }}
        >
          <Icon name="right" />
        </button>
        <p>Real PostgreSQL on this machine. Break something, and watch it arrive in Slack.</p>
      </header>
      <div className="panel-body">
        {typeof state.trouble === 'string' && (
          <p className="panel-failure" role="alert" data-testid="panel-trouble">
            {state.trouble}
          </p>
        )}
        {state.clusters.map((cluster) => (
          <ClusterView
            key={cluster.name}
            cluster={cluster}
            disabled={sending || !live || state.busy !== null}
            act={act}
          />
        ))}
        <p className="panel-status" role="status" data-testid="panel-status">
          {failure !== null ? (
            <span className="panel-failure">{failure}</span>
          ) : !live ? (
            <span className="panel-failure">The demo does not answer.</span>
          ) : (
            state.busy
          )}
        </p>
        {state.night !== undefined && <NightNote night={state.night} />}
        <PanelLog log={state.log} />
      </div>
    </aside>
  );
}
