import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { aPrimaryView, aTopology } from '../../replication/testing/topologies.js';
import { toTerminal } from '../../wording/sections.js';
import { aSnapshot } from '../../wording/testing/incidents.js';
import type { Known } from './asked.js';
import { whatIfAnswer } from './whatif.js';

const stranger = {
  upstream: 'pg1',
  applicationName: 'walreceiver',
  clientAddress: null,
  state: 'streaming',
  syncState: 'async',
  slotName: null,
  replayBytes: 0,
  pid: 1,
} as const;

const known: Known = {
  fleet: {
    clusters: [
      aSnapshot({ topology: aTopology({ unmanaged: [stranger] }) }),
      aSnapshot({ cluster: 'new', topology: null }),
      aSnapshot({
        cluster: 'billing',
        topology: aTopology({
          cluster: 'billing',
          nodes: [aPrimaryView('b1')],
          primary: { kind: 'one', node: 'b1', timeline: 1 },
        }),
      }),
    ],
    self: [],
  },
  silences: [],
  pages: new Map(),
  now: testNow + 800,
  command: '/pgrepl',
};

const ask = (text: string): string => toTerminal(whatIfAnswer(text, known).sections);
const request = (text: string): string | null => whatIfAnswer(text, known).request;

describe('what is understood', () => {
  it.each([
    ['orders s1 down', 'whatif orders s1 down'],
    ['Orders S1 DOWN', 'whatif orders s1 down'],
    ['`orders` "s1", s2 down', 'whatif orders s1 s2 down'],
    ['orders pg1 and s1 lost', 'whatif orders pg1 s1 down'],
    ['orders s1 promoted', 'whatif orders s1 promoted'],
    ['orders pg1 down and s1 promoted', 'whatif orders pg1 down s1 promoted'],
    ['orders s1 promoted pg1 down', 'whatif orders pg1 down s1 promoted'],
    ['orders walreceiver down', 'whatif orders walreceiver down'],
  ])('%s', (text, understood) => {
    expect(request(text)).toBe(understood);
    expect(request(understood.slice('whatif '.length))).toBe(understood);
  });

  it.each([
    [
      '',
      'Say which cluster and which node: `/pgrepl whatif <cluster> <node> [node] <down|promoted>`.',
    ],
    [
      'ordres s1 down',
      'There is no cluster named ordres.\n\nClusters, the most alike first\n`orders`',
    ],
    ['new s1 down', 'pgrepl has not looked at new yet'],
    ['orders', 'Say which node of orders, and what happens to it'],
    ['orders down', 'For example `/pgrepl whatif orders s1 down`.'],
    ['orders s1', 'Say what happens to s1, `down` or `promoted`'],
    [
      'orders s11 down',
      'orders has no node named s11.\n\nNodes of orders, the most alike first\n`s1`',
    ],
    ['orders s1 dwon', 'Did you mean `/pgrepl whatif orders s1 down`?'],
    ['orders s1 constructor', 'orders has no node named constructor.'],
    ['orders s1 s2 promoted', 'Only one node can be promoted'],
    ['orders s1 down s1 promoted', "s1 can't be both down and promoted."],
    ['orders walreceiver promoted', 'walreceiver is no configured node'],
  ])('and not: %j', (text, told) => {
    expect(request(text)).toBeNull();
    expect(ask(text)).toContain(told);
  });
});

describe('what is said', () => {
  it('of a synchronous standby: who takes over, who is left, what is cut off and kept', () => {
    expect(ask('orders s1 down')).toBe(
      [
        'orders: if s1 is down · seen 0.8 s ago',
        '[warning] Commits: Commits go on: s2 takes over. If s1 freezes or is cut off rather than ends, they hang for up to 1 min (`wal_sender_timeout`) first.',
        '[warning] Redundancy: s2 and walreceiver would still receive from pg1. If s2 is lost, commits hang.',
        '[warning] Branch: s3 receives from s1 and from nobody else that pgrepl knows of: it stays up for reads and gets nothing new until s1 is back or `primary_conninfo` points elsewhere.',
        '[warning] WAL: No slot is known to be that of s1, so pg1 keeps what s1 misses only until its checkpoints remove it. After that s1 must be cloned anew.',
        '',
        'Worked out from what pgrepl has seen; no server was asked, and nothing is changed.',
      ].join('\n'),
    );
  });

  it('of all that are synchronous: commits hang, and the two ways out', () => {
    expect(ask('orders s1 s2 down')).toContain(
      "[critical] Commits: Every commit hangs: it waits for 1 synchronous standby, and none would be there. Reads go on, and nothing that was acknowledged is lost. They go on as soon as a standby is back, or with `ALTER SYSTEM SET synchronous_standby_names = ''` and a reload, after which losing the primary can lose commits.",
    );
  });

  it('of the primary: nobody writes, who has everything, and what its promotion would bring', () => {
    const text = ask('orders pg1 down');
    expect(text).toContain('[critical] Commits: Nobody can write until a standby is promoted');
    expect(text).toContain(
      '[ok] Data: Nothing that was acknowledged is lost, for s1 has all of it.',
    );
    expect(text).toContain('Best to promote: s1. At the last look s1 lacked nothing.');
    expect(text).toContain(
      '[critical] Commits on s1: They wait for no standby there (`synchronous_standby_names` is empty): the cluster would be asynchronous without a word',
    );
    expect(text).toContain('s3 receives from s1 and follows it. s2 does not follow by itself');
  });

  it('of the last node of a cluster', () => {
    expect(ask('billing b1 down')).toContain(
      '[critical] Promotion: No standby could be promoted at once.',
    );
  });

  it('of a promotion that loses what another standby has', () => {
    expect(ask('orders pg1 down s2 promoted')).toContain(
      '[critical] Data: s1 has everything that was acknowledged, and s2 may lack some of it: what it lacks is lost.',
    );
    expect(ask('orders s1 promoted')).toContain(
      '[critical] Two primaries: pg1 still accepts writes',
    );
    expect(ask('orders pg1 promoted')).toContain('pg1 is the primary of orders already.');
  });
});
