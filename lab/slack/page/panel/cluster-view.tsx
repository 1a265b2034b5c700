import type { ReactNode } from 'react';

import type { PanelAction, PanelCluster } from '../../../demo/panel-api.js';
import { NodeCard } from './node-card.js';
import { Suggestions } from './suggestions.js';
import { SyncNames } from './sync-names.js';
import { type TreeNode, treeOf } from './tree.js';

export type ActOn = (action: Omit<PanelAction, 'cluster'>) => void;

/** One cluster: its tree, its synchronous standby names and its load. */
export function ClusterView(props: {
  readonly cluster: PanelCluster;
  readonly disabled: boolean;
  readonly act: (action: PanelAction) => void;
}): ReactNode {
  const { cluster, disabled } = props;
  const { load } = cluster;
  const act: ActOn = (action) => {
    props.act({ cluster: cluster.name, ...action });
  };
  return (
    <section className="panel-cluster" data-testid={`panel-cluster-${cluster.name}`}>
      <h3 className="cluster-name">
        {cluster.name} <small>PostgreSQL {cluster.major}</small>
      </h3>
      <ul className="tree">
        {treeOf(cluster.nodes).map((tree) => (
          <Branch key={tree.node.name} tree={tree} disabled={disabled} act={act} />
        ))}
      </ul>
      <button
        type="button"
        className="panel-button panel-heal"
        disabled={disabled}
        data-action="heal-all"
        onClick={() => {
          act({ action: 'heal-all' });
        }}
      >
        Heal everything
      </button>
      <Suggestions cluster={cluster} disabled={disabled} act={act} />
      <div className="panel-row">
        <button
          type="button"
          className="panel-button"
          disabled={disabled}
          data-action="burst"
          onClick={() => {
            act({ action: 'burst' });
          }}
        >
          Burst of writes
        </button>
        <button
          type="button"
          className="panel-button"
          disabled={disabled}
          data-action={load.running ? 'load-off' : 'load-on'}
          onClick={() => {
            act({ action: load.running ? 'load-off' : 'load-on' });
          }}
        >
          {load.running ? 'Stop the load' : 'Start the load'}
        </button>
        <span className="panel-load" data-testid="panel-load">
          {load.running ? `${Math.round(load.rowsPerSecond)} rows/s` : 'no load'}
        </span>
      </div>
      <SyncNames value={cluster.synchronousStandbyNames} disabled={disabled} act={act} />
    </section>
  );
}

function Branch(props: {
  readonly tree: TreeNode;
  readonly disabled: boolean;
  readonly act: ActOn;
}): ReactNode {
  const { tree, disabled, act } = props;
  const { node, children } = tree;
  return (
    <li className={`branch branch-${node.link} branch-${node.process}`}>
      <NodeCard node={node} disabled={disabled} act={act} />
      {children.length > 0 && (
        <ul>
          {children.map((child) => (
            <Branch key={child.node.name} tree={child} disabled={disabled} act={act} />
          ))}
        </ul>
      )}
    </li>
  );
}
