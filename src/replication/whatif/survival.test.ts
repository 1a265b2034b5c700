import { describe, expect, it } from 'vitest';

import { testNow } from '../testing/observations.js';
import {
  aFirstOneView,
  aMember,
  aPrimaryView,
  aStandbyView,
  aTopology,
  noLag,
  withNode,
} from '../testing/topologies.js';
import type { NodeView, SyncMember, Topology } from '../topology/model.js';
import type { Survival } from './model.js';
import { survivalOf } from './survival.js';

const isBehind: Partial<NodeView> = { lag: noLag({ receiveBytes: 1_073_741_824 }) };
const isUnknown: Partial<NodeView> = { lag: null };
const isSilent: Partial<NodeView> = {
  reach: { kind: 'silent', reason: 'refused', detail: '', since: testNow, polls: 3 },
  upstream: { kind: 'disconnected', last: 'pg1' },
  senderRow: null,
};
/** Its walreceiver has ended; the server goes on. */
const isCutOff: Partial<NodeView> = {
  upstream: { kind: 'disconnected', last: 'pg1' },
  senderRow: null,
  ...isBehind,
};

const missing = { state: 'missing', eligible: false } as const;

/** `pg1` with these standbys. Of the members that are not given, every listed name is one. */
function cluster(
  setting: string,
  standbys: Readonly<Record<string, Partial<NodeView>>>,
  members: readonly SyncMember[] = [],
): Topology {
  const [, keyword, number, list] = /^(FIRST|ANY) (\d) \((.*)\)$/.exec(setting) ?? [];
  const names = (list ?? '').split(', ');
  const method = keyword === 'ANY' ? 'quorum' : 'priority';
  const isThere = (name: string): boolean => standbys[name]?.senderRow !== null;
  const listed = names.map((name, index) =>
    aMember(name, {
      priority: method === 'quorum' ? 1 : index + 1,
      state: method === 'quorum' ? 'quorum' : 'sync',
      ...(isThere(name) ? {} : missing),
    }),
  );
  return aTopology({
    nodes: [
      aPrimaryView('pg1'),
      ...Object.entries(standbys).map(([name, changes]) => aStandbyView(name, 'pg1', changes)),
    ],
    sync: aFirstOneView({
      config: { method, numSync: Number(number), names },
      namesSetting: setting,
      members: members.length > 0 ? members : listed,
    }),
  });
}

const survival = (topology: Topology, ...lost: string[]): Survival =>
  survivalOf(topology, ['pg1', ...lost]);
const each = (...nodes: string[]): object => ({ kind: 'each', nodes });
const furthest = (...nodes: string[]): object => ({ kind: 'furthest', nodes });
const mayLack = { kind: 'not-certain', why: 'may-lack' };
const witnessesLost = { kind: 'not-certain', why: 'witnesses-lost' };

describe('what was acknowledged, with a listed standby missing', () => {
  it.each<[string, Topology, object]>([
    [
      'the one that is left of a quorum is behind',
      cluster('ANY 1 (s1, s2)', { s1: isBehind, s2: isSilent }),
      mayLack,
    ],
    [
      'how far it is behind is not known',
      cluster('ANY 1 (s1, s2)', { s1: isUnknown, s2: isSilent }),
      mayLack,
    ],
    [
      'its lag is measured against where the primary was',
      cluster('ANY 1 (s1, s2)', { s1: { lag: noLag({ isLowerBound: true }) }, s2: isSilent }),
      mayLack,
    ],
    [
      'it had everything at the last look',
      cluster('ANY 1 (s1, s2)', { s1: {}, s2: isSilent }),
      each('s1'),
    ],
    [
      'the other is not connected, and can be asked all the same',
      cluster('ANY 1 (s1, s2)', { s1: isBehind, s2: isCutOff }),
      furthest('s1', 's2'),
    ],
    [
      'the other is on another timeline',
      cluster('ANY 1 (s1, s2)', { s1: isBehind, s2: { ...isCutOff, timeline: 2 } }),
      mayLack,
    ],
    [
      'whoever took over by priority is behind',
      cluster('FIRST 1 (s1, s2)', { s1: isSilent, s2: isBehind }),
      mayLack,
    ],
    [
      'whoever took over by priority has everything',
      cluster('FIRST 1 (s1, s2)', { s1: isSilent, s2: {} }),
      each('s2'),
    ],
    [
      'two of three must confirm, and two are left',
      cluster('ANY 2 (s1, s2, s3)', { s1: isBehind, s2: isBehind, s3: isSilent }),
      furthest('s1', 's2'),
    ],
    [
      'all must confirm, and commits hang',
      cluster('ANY 2 (s1, s2)', { s1: isBehind, s2: isSilent }),
      each('s1'),
    ],
    [
      'commits hang, and nobody is left',
      cluster('FIRST 1 (s1, s2)', { s1: isSilent, s2: isSilent }),
      witnessesLost,
    ],
  ])('%s', (_, topology, expected) => {
    expect(survival(topology)).toMatchObject(expected);
  });
});

describe('what was acknowledged, with everybody there', () => {
  it('is with the synchronous one, or with the other if that one took over just now', () => {
    const caughtUp = cluster('FIRST 1 (s1, s2)', { s1: {}, s2: {} });
    expect(survival(caughtUp)).toMatchObject(each('s1'));
    const behind = withNode(caughtUp, 's1', isBehind);
    expect(survival(behind)).toMatchObject(furthest('s1', 's2'));
    expect(survival(behind, 's2')).toMatchObject(mayLack);
    expect(survival(caughtUp, 's1')).toMatchObject(witnessesLost);
  });

  it('is with every one that all commits wait for, however far behind it is', () => {
    expect(survival(cluster('FIRST 1 (s1)', { s1: isBehind, s2: {} }))).toMatchObject(each('s1'));
    const two = cluster('FIRST 2 (s1, s2)', { s1: isBehind, s2: {} });
    expect(survival(two, 's2')).toMatchObject(each('s1'));
  });
});

describe('what was acknowledged under *', () => {
  const s1 = aMember('s1', { state: 'quorum' });

  it.each<[string, Topology, object]>([
    [
      'a configured standby is gone, which leaves no name behind',
      cluster('ANY 1 (*)', { s1: isBehind, s2: isSilent }, [s1]),
      mayLack,
    ],
    ['fewer are left than must confirm', cluster('ANY 2 (*)', { s1: isBehind }, [s1]), mayLack],
    [
      'the only one has everything',
      cluster('ANY 2 (*)', { s1: {}, s2: isSilent }, [s1]),
      each('s1'),
    ],
    [
      'the others receive from it, or read an archive, and it is behind',
      cluster(
        'ANY 1 (*)',
        {
          s1: isBehind,
          s2: { upstream: { kind: 'node', node: 's1', evidence: 'receiver' } },
          s3: { upstream: { kind: 'archive' } },
        },
        [s1],
      ),
      mayLack,
    ],
    [
      'the others receive from it, and it has everything',
      cluster(
        'ANY 1 (*)',
        { s1: {}, s2: { upstream: { kind: 'node', node: 's1', evidence: 'receiver' } } },
        [s1],
      ),
      each('s1'),
    ],
    [
      'everybody that is configured is there, and who is not may be gone',
      cluster('ANY 1 (*)', { s1: isBehind, s2: isBehind }, [
        s1,
        aMember('s2', { state: 'quorum' }),
      ]),
      mayLack,
    ],
  ])('%s', (_, topology, expected) => {
    expect(survival(topology)).toMatchObject(expected);
  });

  it('takes the word of a stranger for what it has replayed', () => {
    const stranger = aMember('x', { node: null, state: 'quorum' });
    const of = (replayBytes: number | null): Topology => ({
      ...cluster('ANY 1 (x, s2)', { s2: isSilent }, [stranger, aMember('s2', missing)]),
      unmanaged: [
        {
          upstream: 'pg1',
          applicationName: 'x',
          clientAddress: null,
          state: 'streaming',
          syncState: 'quorum',
          slotName: null,
          replayBytes,
          pid: 1,
        },
      ],
    });
    expect(survival(of(0))).toMatchObject(each('x'));
    expect(survival(of(1))).toMatchObject(mayLack);
    expect(survival(of(null))).toMatchObject(mayLack);
  });
});
