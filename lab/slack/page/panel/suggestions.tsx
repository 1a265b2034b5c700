import type { ReactNode } from 'react';

import type { PanelAction, PanelCluster } from '../../../demo/panel-api.js';
import type { ActOn } from './cluster-view.js';

interface Suggestion {
  readonly title: string;
  readonly watch: string;
  /** What a click does; what is to be typed or started by hand has none. */
  readonly action?: Omit<PanelAction, 'cluster'>;
}

/** A few things worth seeing, with what to look for. */
export function Suggestions(props: {
  readonly cluster: PanelCluster;
  readonly disabled: boolean;
  readonly act: ActOn;
}): ReactNode {
  const { cluster, disabled, act } = props;
  return (
    <section className="panel-section" data-testid="panel-suggestions">
      <h3>Try this</h3>
      <ol className="suggestions">
        {suggestionsFor(cluster).map(({ title, watch, action }) => (
          <li key={title}>
            {action === undefined ? (
              <code>{title}</code>
            ) : (
              <button
                type="button"
                className="suggestion-button"
                disabled={disabled}
                onClick={() => {
                  act(action);
                }}
              >
                {title}
              </button>
            )}
            <span>{watch}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function suggestionsFor(cluster: PanelCluster): readonly Suggestion[] {
  const { nodes } = cluster;
  if (!isWhole(cluster)) {
    const action = { action: 'heal-all' } as const;
    const watch = 'The incident is edited as things get better, and resolves in place.';
    const heal: Suggestion = { title: 'Heal everything', watch, action };
    if (nodes.some(({ role, process }) => role === 'primary' && process === 'running')) {
      return [heal];
    }
    const promote: Suggestion = {
      title: `/pgrepl promote ${cluster.name}`,
      watch: 'Proposes the best standby and says what would be lost; somebody else approves.',
    };
    return [promote, heal];
  }
  const primary = nodes.find(({ role }) => role === 'primary');
  const first =
    nodes.find(({ syncState }) => syncState === 'sync') ??
    nodes.find(({ role, upstream }) => role === 'standby' && upstream === primary?.name);
  const found: Suggestion[] = [];
  if (first !== undefined) {
    found.push({
      title: `/pgrepl switchover ${cluster.name} ${first.name}`,
      watch: 'Ask as one person, approve as another, and watch the card while the load goes on.',
    });
  }
  if (first !== undefined) {
    found.push({
      title: `Kill ${first.name}`,
      watch: 'Another standby takes its place, commits go on, redundancy is gone.',
      action: { node: first.name, action: 'kill' },
    });
    found.push({
      title: `Freeze ${first.name}`,
      watch: 'It hangs without a word: commits wait for it until it is given up.',
      action: { node: first.name, action: 'freeze' },
    });
  }
  found.push({
    title: 'Empty the names',
    watch: 'Commits turn asynchronous, and nobody would notice.',
    action: { action: 'set-sync-names', value: '' },
  });
  if (primary !== undefined) {
    found.push({
      title: `Kill ${primary.name}`,
      watch: 'No primary: one incident, with what the standbys say.',
      action: { node: primary.name, action: 'kill' },
    });
  }
  return found;
}

/** Whether nothing is broken: what the suggestions promise is true only then. */
function isWhole({ nodes, synchronousStandbyNames }: PanelCluster): boolean {
  return (
    synchronousStandbyNames !== '' &&
    nodes.every(
      ({ process, link, replayPaused }) => process === 'running' && link === 'ok' && !replayPaused,
    )
  );
}
