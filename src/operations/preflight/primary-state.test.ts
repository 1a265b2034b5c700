import { describe, expect, it } from 'vitest';

import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { UnreachableReason } from '../../replication/observation.js';
import type { NodeView, Topology } from '../../replication/topology/model.js';
import { aCheckContext, said } from '../testing/checks.js';
import { allHands, noHands } from '../testing/plan-inputs.js';
import { primaryState } from './primary-state.js';

/** pg1 gives no answer, and the standbys are in this way with it. */
function lost(reason: UnreachableReason, standbys: Partial<NodeView> = {}): Topology {
  let topology = withNode(aTopology({ primary: { kind: 'unreachable', node: 'pg1' } }), 'pg1', {
    reach: { kind: 'silent', reason, detail: '', since: testNow - 4_000, polls: 2 },
  });
  for (const name of ['s1', 's2']) {
    const upstream = { kind: 'disconnected', last: 'pg1' } as const;
    topology = withNode(topology, name, { upstream, senderRow: null, ...standbys });
  }
  return topology;
}

const several = aTopology({ primary: { kind: 'several', nodes: ['pg1', 's2'] } });
const none = aTopology({ primary: { kind: 'none', last: 'pg1' } });
const unknown = aTopology({ primary: { kind: 'unknown' } });
const fed = { upstream: { kind: 'node', node: 'pg1', evidence: 'receiver' } } as const;
const elsewhere = { upstream: { kind: 'address', host: '10.0.0.9', port: 5432 } } as const;
const twice =
  'Two primaries diverge, and what one of them writes can never be merged into the other.';

describe('before a switchover', () => {
  it.each<[string, Topology, string]>([
    ['a primary in service', aTopology(), 'pass: pg1 answers and is the only primary.'],
    ['two', several, 'block: pg1 and s2 are primaries at the same time.'],
    ['none', none, 'block: No node is primary.'],
    ['an unknown one', unknown, 'block: Which node is primary is not known yet.'],
    [
      'a silent one',
      lost('timed-out'),
      'block: pg1 does not answer pgrepl, and a switchover has to stop it cleanly.',
    ],
  ])('judges %s', (_, topology, expected) => {
    expect(said(primaryState(aCheckContext({ topology })))).toBe(expected);
  });
});

describe('before a promotion', () => {
  it.each<[string, Topology, string]>([
    ['a primary in service', aTopology(), `force: pg1 answers and accepts writes. ${twice}`],
    ['two', several, 'block: pg1 and s2 are primaries at the same time.'],
    [
      'none',
      none,
      'pass: No node is primary: all of them are standbys; pg1 was it last, and is one of them by now.',
    ],
    [
      'an unknown one',
      unknown,
      'force: Which node is primary is not known, and one may still accept writes.',
    ],
    [
      'one that is down',
      lost('refused'),
      'pass: pg1 refuses connections since 03:11:56 UTC: nothing listens on its port, and none of s1 and s2 receives from it any more.',
    ],
    [
      'one that refuses pgrepl and still feeds standbys',
      lost('refused', fed),
      `force: pgrepl can't reach pg1, but s1 and s2 still receive from it: it lives. ${twice}`,
    ],
    [
      'one that refuses pgrepl and may feed standbys by another address',
      lost('refused', elsewhere),
      `force: pg1 refuses connections: nothing listens on its port since 03:11:56 UTC, and s1 and s2 may receive from it by another address; it may still accept writes. ${twice}`,
    ],
    [
      'one that rejects pgrepl’s role',
      lost('authentication'),
      `force: pg1 answers, but rejects pgrepl's role since 03:11:56 UTC: it runs, and may accept writes. ${twice}`,
    ],
    [
      'one that starts',
      lost('starting-up'),
      `force: pg1 is starting up and accepts no connections yet since 03:11:56 UTC: it runs, and may accept writes. ${twice}`,
    ],
    [
      'a silent one',
      lost('timed-out'),
      `force: pg1 does not answer within the deadline since 03:11:56 UTC; it may still accept writes. ${twice}`,
    ],
    [
      'one whose address leads to another system',
      withNode(lost('refused'), 'pg1', { foreign: true, reach: { kind: 'answers' } }),
      `force: pg1 can't be asked: at its address another system's server answers, or nobody has been asked yet; it may still accept writes. ${twice}`,
    ],
  ])('judges %s', (_, topology, expected) => {
    const hands = new Map([['pg1', noHands]]);
    const context = aCheckContext({ kind: 'promote', topology, hands });
    expect(said(primaryState(context))).toBe(expected);
  });

  it('lets a silent one be fenced first by a command, and by none that proves nothing', () => {
    const [topology, kind] = [lost('timed-out'), 'promote' as const];
    const hands = new Map([['pg1', allHands()]]);
    expect(said(primaryState(aCheckContext({ kind, topology, hands })))).toBe(
      'warn: pg1 does not answer within the deadline since 03:11:56 UTC; it may still accept writes. It is fenced first, and nothing goes ahead unless that succeeds.',
    );
    const stops = new Map([['pg1', allHands({ commands: ['stop'] })]]);
    expect(said(primaryState(aCheckContext({ kind, topology, hands: stops })))).toMatch(/^force: /);
  });

  it('lets one that a fence did not reach be replaced by force alone', () => {
    const [topology, kind] = [lost('timed-out'), 'promote' as const];
    const hands = new Map([['pg1', allHands()]]);
    const fenceFailed = { node: 'pg1', at: testNow - 60_000, operation: 7 };
    const context = aCheckContext({ kind, topology, hands, fenceFailed });
    expect(said(primaryState(context))).toBe(
      `force: pg1 does not answer within the deadline since 03:11:56 UTC; it may still accept writes. OP-7 tried in vain to fence it at 03:11:00 UTC. ${twice}`,
    );
    const stepOf = (forced: boolean): unknown =>
      aCheckContext({ kind, topology, hands, fenceFailed, forced }).steps.find(
        ({ id }) => id === 'fence',
      )?.action;
    // It is tried once more, and only whoever forces it goes ahead without.
    expect(stepOf(true)).toMatchObject({ mayFail: true });
    expect(stepOf(false)).not.toHaveProperty('mayFail');
  });

  it('fences none that lives in place of mending pgrepl’s own way to it', () => {
    const hands = new Map([['pg1', allHands()]]);
    const context = aCheckContext({ kind: 'promote', topology: lost('timed-out', fed), hands });
    expect(said(primaryState(context))).toMatch(/^force: pgrepl can't reach pg1/);
  });
});
