import { Gauge, Registry } from 'prom-client';
import { currentLag } from '../wording/lag-words.js';
import type { HealthSource } from './ports.js';

/** The present state as Prometheus text, made anew at each scrape: nothing is kept between. */
export async function renderMetrics(source: HealthSource): Promise<string> {
  const registry = new Registry();
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Gauge<Label> => new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });

  const counters = source.counters();
  gauge('pgrepl_polls', 'Evaluations of clusters since the start').set(counters.polls);
  gauge('pgrepl_missed_polls', 'Scheduled polls that were missed').set(counters.missedPolls);
  gauge('pgrepl_outbox_messages', 'Messages that wait for Slack').set(counters.waitingMessages);
  gauge('pgrepl_unrecorded_changes', 'Changes that wait for the store').set(
    counters.unrecordedChanges,
  );
  gauge('pgrepl_store_up', '1 while the store takes changes').set(
    source.storeDownSince() === null ? 1 : 0,
  );
  gauge('pgrepl_slack_up', '1 while Slack takes messages').set(
    source.slackDownSince() === null ? 1 : 0,
  );

  const age = gauge('pgrepl_cluster_age_seconds', 'Time since the last evaluation', ['cluster']);
  for (const { cluster, ageMs } of source.ages()) {
    if (ageMs !== null) age.set({ cluster }, ageMs / 1000);
  }

  const node = ['cluster', 'node'] as const;
  const up = gauge('pgrepl_node_up', '1 if the node answered its last poll', node);
  const bytes = gauge('pgrepl_replay_lag_bytes', 'WAL the standby has yet to replay', node);
  const seconds = gauge('pgrepl_replay_lag_seconds', 'Age of what the standby has replayed', node);
  const findings = gauge('pgrepl_findings', 'Findings that count now', ['cluster', 'severity']);
  const incidents = gauge('pgrepl_open_incidents', 'Open incidents', ['cluster', 'severity']);
  for (const cluster of source.fleet().clusters) {
    for (const view of cluster.topology?.nodes ?? []) {
      const labels = { cluster: cluster.cluster, node: view.name };
      up.set(labels, view.reach.kind === 'answers' ? 1 : 0);
      const lag = currentLag(view);
      // Against a primary that is out of sight a figure is a lower bound, and 0 says nothing.
      const told = (figure: number | null | undefined): number | null | undefined =>
        lag?.isLowerBound === true && figure === 0 ? null : figure;
      setKnown(bytes, labels, told(lag?.replayBytes), 1);
      setKnown(seconds, labels, told(lag?.timeMs), 1000);
    }
    for (const severity of ['critical', 'warning'] as const) {
      const labels = { cluster: cluster.cluster, severity };
      const ofSeverity = (item: { readonly severity: string }): boolean =>
        item.severity === severity;
      findings.set(labels, cluster.findings.filter(ofSeverity).length);
      incidents.set(labels, cluster.incidents.filter(ofSeverity).length);
    }
  }
  return registry.metrics();
}

/** A figure that is not known has no sample at all: 0 would be a claim. */
function setKnown<Label extends string>(
  gauge: Gauge<Label>,
  labels: Record<Label, string>,
  value: number | null | undefined,
  divisor: number,
): void {
  if (value !== null && value !== undefined) gauge.set(labels, value / divisor);
}
