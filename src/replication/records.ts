import { reasonWords } from './findings/reasons.js';
import type { Observation, UnreachableReason } from './observation.js';
import { knownWait, withKnownWait } from './sync/known-wait.js';
import type { NodeDeclaration, NodeRecord } from './topology/model.js';

/** What is known of a node before its first poll: nothing. */
export function newRecord(declaration: NodeDeclaration): NodeRecord {
  return {
    declaration,
    latest: null,
    latestState: null,
    oldestWait: null,
    silentSince: null,
    silentPolls: 0,
  };
}

/**
 * Lays a poll's answer over what is known of the node. An answer to a question asked before the one
 * that was answered last is out of date and changes nothing.
 */
export function foldObservation(record: NodeRecord, observation: Observation): NodeRecord {
  if (record.latest !== null && observation.askedAt < record.latest.askedAt) return record;
  if (observation.result.kind === 'state') {
    const { at, result } = observation;
    const oldestWait = knownWait(record, result.state);
    return {
      ...record,
      latest: observation,
      latestState: { at, state: withKnownWait(result.state, oldestWait, at) },
      oldestWait,
      silentSince: null,
      silentPolls: 0,
    };
  }
  return {
    ...record,
    latest: observation,
    // Nobody knows better than that the first question without an answer was sent then.
    ...(goesOn(record, observation.result.reason)
      ? {
          silentSince: record.silentSince ?? observation.askedAt,
          silentPolls: record.silentPolls + 1,
        }
      : { silentSince: observation.askedAt, silentPolls: 1 }),
  };
}

/**
 * Whether this is still the same silence: a server that was known to run (a cold standby, one that
 * rejects the role) and is down now is not down for as long as it has given no state.
 */
function goesOn({ latest }: NodeRecord, reason: UnreachableReason): boolean {
  if (latest === null || latest.result.kind === 'state') return true;
  return reasonWords[latest.result.reason].alive === reasonWords[reason].alive;
}
