import type { NodeRecord } from '../replication/topology/model.js';
import type { Observation } from '../replication/observation.js';

/**
 * Whether an answer is to be asked for once more before it is believed: a node that gave its state
 * a moment ago and now gives none. One that hung has had its second try within its deadline already.
 */
export function isSuspicious(record: NodeRecord, observation: Observation): boolean {
  return (
    observation.result.kind === 'no-state' &&
    observation.result.reason !== 'timed-out' &&
    record.latest !== null &&
    record.silentSince === null
  );
}
