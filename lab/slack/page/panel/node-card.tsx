import type { ReactNode } from 'react';

import type { PanelActionName, PanelNode } from '../../../demo/panel-api.js';
import type { ActOn } from './cluster-view.js';

interface Deed {
  readonly action: PanelActionName;
  readonly label: string;
  readonly title: string;
}

/** One server: what it is, how it is, and what can be done to it now. */
export function NodeCard(props: {
  readonly node: PanelNode;
  readonly disabled: boolean;
  readonly act: ActOn;
}): ReactNode {
  const { node, disabled, act } = props;
  return (
    <div
      className={`node node-${node.process}`}
      data-testid={`panel-node-${node.name}`}
      data-role={node.role}
      data-process={node.process}
      data-link={node.link}
      data-replay-paused={node.replayPaused}
    >
      <div className="node-line">
        <span className="node-dot" />
        <strong>{node.name}</strong>
        <span className="node-role">{node.role === 'unknown' ? 'role unknown' : node.role}</span>
        {typeof node.syncState === 'string' && (
          <span className={`node-sync node-sync-${node.syncState}`}>{node.syncState}</span>
        )}
        {troubles(node).map((trouble) => (
          <span key={trouble} className="node-trouble">
            {trouble}
          </span>
        ))}
      </div>
      <div className="node-deeds">
        {deeds(node).map(({ action, label, title }) => (
          <button
            key={action}
            type="button"
            className="panel-button"
            title={title}
            aria-label={`${label}: ${node.name}`}
            disabled={disabled}
            data-action={action}
            onClick={() => {
              act({ node: node.name, action });
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </div>
  );
}

function troubles({ process, link, replayPaused }: PanelNode): readonly string[] {
  const found: string[] = [];
  if (process !== 'running') found.push(process);
  if (link === 'cut') found.push('link cut');
  if (link === 'dropping') found.push('packets dropped');
  if (replayPaused) found.push('replay paused');
  return found;
}

function deeds({ process, role, link, linkTo, replayPaused }: PanelNode): readonly Deed[] {
  if (process === 'stopped') {
    return [{ action: 'start', label: 'Start', title: 'Start this server' }];
  }
  const standby = role !== 'primary';
  const found: Deed[] = [];
  if (process === 'frozen') {
    found.push({ action: 'thaw', label: 'Thaw', title: 'SIGCONT: let it run on' });
    found.push({ action: 'kill', label: 'Kill', title: 'SIGKILL, as a crash would' });
  } else {
    found.push({ action: 'kill', label: 'Kill', title: 'SIGKILL, as a crash would' });
    found.push({ action: 'freeze', label: 'Freeze', title: 'SIGSTOP: it hangs without a word' });
    found.push({ action: 'stop', label: 'Stop', title: 'A clean shutdown' });
  }
  if (link !== 'ok') {
    found.push({ action: 'heal-link', label: 'Heal link', title: 'Let the network work again' });
  } else {
    found.push({
      action: 'cut-link',
      label: 'Cut',
      title:
        linkTo === 'upstream'
          ? 'Its upstream refuses connections'
          : 'It refuses pgrepl, not the other servers',
    });
    found.push({
      action: 'drop-link',
      label: 'Drop',
      title: linkTo === 'upstream' ? 'Its packets vanish' : 'What it sends to pgrepl vanishes',
    });
  }
  if (standby && process === 'running') {
    found.push(
      replayPaused
        ? { action: 'resume-replay', label: 'Resume', title: 'Resume WAL replay' }
        : { action: 'pause-replay', label: 'Pause', title: 'Pause WAL replay' },
    );
  }
  return found;
}
