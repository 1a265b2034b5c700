import { describe, expect, it } from 'vitest';

import { aWalSender } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { NodeState } from '../../replication/observation.js';
import type { NodeView } from '../../replication/topology/model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { receiverOf, someStates } from '../testing/plan-inputs.js';
import { aStandbyOf } from '../../replication/testing/clusters.js';
import { targetStreaming } from './target-streaming.js';

describe('before a switchover', () => {
  const catchup = aWalSender('s1', { state: 'catchup' }).details;
  const hidden = aStandbyOf('pg1', { receiver: { pid: 1, details: null } });

  it.each<[string, Partial<NodeView>, Partial<NodeState>, string]>([
    ['a standby that streams', {}, {}, 'pass: s1 streams timeline 1 from pg1.'],
    [
      'one without a walreceiver',
      { upstream: { kind: 'disconnected', last: 'pg1' } },
      {},
      'block: s1 has no walreceiver that receives from pg1.',
    ],
    [
      'one that receives from somewhere else',
      { upstream: { kind: 'address', host: '10.0.0.9', port: 5432 } },
      {},
      'block: s1 receives from an address of no node, and is not known to receive from pg1 itself.',
    ],
    [
      'one that another standby feeds',
      { upstream: { kind: 'node', node: 's2', evidence: 'walsender' } },
      {},
      'block: s1 receives from s2, and is not known to receive from pg1 itself.',
    ],
    [
      'one whose receiver is hidden',
      {},
      hidden,
      "block: Whether the walreceiver of s1 streams is not visible to pgrepl's role.",
    ],
    [
      'one that starts',
      {},
      receiverOf('pg1', { status: 'starting' }),
      'block: The walreceiver of s1 is "starting".',
    ],
    [
      'one that catches up',
      { senderRow: catchup },
      {},
      'block: The walsender of pg1 for s1 is in state "catchup": it has not caught up.',
    ],
    [
      'one that says streaming, of an older timeline',
      {},
      receiverOf('pg1', { receivedTimeline: 0 }),
      'block: s1 still receives timeline 0, and pg1 writes timeline 1.',
    ],
    [
      'one whose timeline is hidden',
      {},
      receiverOf('pg1', { receivedTimeline: null }),
      'block: Whether s1 receives the timeline that pg1 writes is not visible.',
    ],
  ])('judges %s', (_, view, state, expected) => {
    const topology = withNode(aTopology(), 's1', view);
    const context = aCheckContext({ topology, states: someStates({ s1: state }) });
    expect(said(targetStreaming(context))).toBe(expected);
  });
});

describe('before a promotion', () => {
  it.each<[string, Partial<NodeView>, string]>([
    [
      'one that has lost its primary',
      { upstream: { kind: 'disconnected', last: 'pg1' } },
      'pass: s1 has received up to 0/3000000.',
    ],
    ['one that still receives', {}, 'pass: s1 receives from pg1, up to 0/3000000 so far.'],
    [
      'one of unknown position',
      { wal: { writeLsn: null, receivedLsn: null, replayLsn: null } },
      'warn: How far s1 has received is not known.',
    ],
  ])('judges %s', (_, view, expected) => {
    const topology = withNode(aTopology(), 's1', view);
    expect(said(targetStreaming(aCheckContext({ kind: 'promote', topology })))).toBe(expected);
  });
});
