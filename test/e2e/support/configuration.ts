import type { LabCluster } from '../../../lab/postgres/cluster.js';
import type { LocalSlack } from '../../../lab/slack/local-slack.js';

type Keys = Readonly<Record<string, unknown>>;

/** What a test wants to be watched, in the words of `pgrepl.yaml`. */
export interface Setting {
  /** By the name under which pgrepl knows each cluster. */
  readonly clusters: Readonly<Record<string, ClusterSetting>>;
  /** Keys of `slack`, over `channel: "#pg-alerts"`. */
  readonly slack?: Keys;
  /** Keys of `store`; `directory: store` beside the file unless said. */
  readonly store?: Keys;
  /** Further keys at the top. */
  readonly file?: Keys;
}

export interface ClusterSetting {
  readonly lab: LabCluster;
  /** Keys of the cluster, over those that make a test quick. */
  readonly keys?: Keys;
  /** Keys of single nodes, by name. */
  readonly nodes?: Readonly<Record<string, Keys>>;
}

/** The configuration file: JSON, which every reader of YAML reads. */
export function configText(setting: Setting): string {
  const clusters = Object.entries(setting.clusters).map(([name, cluster]) => [
    name,
    clusterKeys(cluster),
  ]);
  return JSON.stringify(
    {
      slack: { channel: '#pg-alerts', ...setting.slack },
      store: setting.store ?? { directory: 'store' },
      clusters: Object.fromEntries(clusters) as Keys,
      ...setting.file,
    },
    null,
    2,
  );
}

function clusterKeys({ lab, keys, nodes }: ClusterSetting): Keys {
  return {
    channel: '#orders',
    user: 'pgrepl_monitor',
    sslmode: 'disable',
    schedule: '* * * * * *',
    // A machine that is busy with tests is no reason to call a node silent.
    deadline: '5s',
    connect_timeout: '5s',
    thresholds: { clear_for: '500ms' },
    ...keys,
    nodes: Object.fromEntries(
      lab.nodes.map(({ name, port }) => [name, { host: '127.0.0.1', port, ...nodes?.[name] }]),
    ),
  };
}

/** What pgrepl needs in its environment to reach a local Slack. */
export function environmentFor(slack: LocalSlack): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: slack.app.botToken,
    SLACK_APP_TOKEN: slack.app.appToken,
    SLACK_SIGNING_SECRET: slack.app.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  };
}
