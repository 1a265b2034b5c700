import type { NodeThresholds, Severity } from '../../replication/findings/model.js';
import { listNames } from '../safe-text.js';
import type { ChartThreshold, Measure } from './model.js';
import { measured } from './words.js';

/** The bounds of one standby, as the configuration has them. */
export interface NodeBounds {
  readonly node: string;
  readonly thresholds: NodeThresholds;
}

/** The bounds of all standbys: those that they share once, others with their names. */
export function thresholdsOf(
  nodes: readonly NodeBounds[],
  measure: Measure,
): readonly ChartThreshold[] {
  return (['warning', 'critical'] as const).flatMap((severity) => {
    const byValue = new Map<number, string[]>();
    for (const { node, thresholds } of nodes) {
      const value = boundOf(thresholds, measure, severity);
      byValue.set(value, [...(byValue.get(value) ?? []), node]);
    }
    const shared = byValue.size === 1;
    return [...byValue].map(([value, names]) => ({
      severity,
      value,
      words: `${severity} from ${measured(value, measure)}${shared ? '' : ` (${listNames(names, 2)})`}`,
    }));
  });
}

function boundOf(thresholds: NodeThresholds, measure: Measure, severity: Severity): number {
  if (measure === 'time') {
    return severity === 'warning' ? thresholds.lagWarningMs : thresholds.lagCriticalMs;
  }
  return severity === 'warning' ? thresholds.lagWarningBytes : thresholds.lagCriticalBytes;
}
