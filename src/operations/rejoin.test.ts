import { describe, expect, it } from 'vitest';

import { lsn, testNow, testSystemIdentifier } from '../replication/testing/observations.js';
import { aTopology, withNode } from '../replication/testing/topologies.js';
import type { NodeCommand, NodeFacts } from './facts.js';
import type { ControlData } from './deed.js';
import { predictRejoin, rejoinVerdict } from './rejoin.js';
import type { RepairMeans } from './plan-model.js';
import type { Fork } from './rejoin.js';
import { allHands, aPlanInput, sidesOf, someFacts } from './testing/plan-inputs.js';

const means: RepairMeans = {
  node: 'pg1',
  upstream: 's1',
  dataChecksums: true,
  walLogHints: false,
  fullPageWrites: true,
  oldestWalFile: null,
  commands: { rewind: true, reclone: true },
};

const end: ControlData = {
  state: 'shut down',
  checkpointLsn: lsn('0/3000028'),
  timeline: 1,
  systemIdentifier: testSystemIdentifier,
};

const fork: Fork = {
  lsn: lsn('0/30000A0'),
  timeline: 2,
  parent: 1,
  systemIdentifier: testSystemIdentifier,
};

describe('rejoinVerdict', () => {
  it.each<[string, ControlData | null, Fork | null, Partial<RepairMeans>, string, string]>([
    [
      'ended cleanly before the fork',
      end,
      fork,
      { dataChecksums: false },
      'follow',
      'pg1 ended cleanly with its shutdown checkpoint at 0/3000028, before timeline 2 begins at 0/30000A0.',
    ],
    [
      'wrote beyond the fork',
      { ...end, checkpointLsn: lsn('0/30000A0') },
      fork,
      {},
      'rewind',
      'pg1 wrote beyond 0/30000A0, where timeline 2 begins: its shutdown checkpoint is at 0/30000A0.',
    ],
    [
      'was killed',
      { ...end, state: 'in production' },
      fork,
      {},
      'rewind',
      'pg1 did not end cleanly (pg_control says "in production"): where its WAL ends is not known.',
    ],
    ['can’t be looked into', null, fork, {}, 'rewind', 'How pg1 ended is not known.'],
    [
      'ended, and the fork is not known',
      end,
      null,
      {},
      'rewind',
      'Where the timelines part is not known.',
    ],
    [
      'ended on a timeline that was left before',
      { ...end, timeline: 3 },
      fork,
      {},
      'rewind',
      'pg1 ended on timeline 3, and timeline 2 was forked from timeline 1.',
    ],
    [
      'belongs to another system',
      { ...end, systemIdentifier: '42' },
      fork,
      {},
      'by-hand',
      'pg1 belongs to another system (identifier 42).',
    ],
    [
      'has no checksums, but hint bits',
      null,
      fork,
      { dataChecksums: false, walLogHints: true },
      'rewind',
      'pg1 has `wal_log_hints = on`, and s1 `full_page_writes = on`: pg_rewind can bring it back.',
    ],
    [
      'has neither checksums nor hint bits',
      null,
      fork,
      { dataChecksums: false },
      'reclone',
      'pg1 has neither data checksums nor `wal_log_hints`: pg_rewind refuses it.',
    ],
    [
      'would be rewound from a server without full_page_writes',
      null,
      fork,
      { fullPageWrites: false },
      'reclone',
      's1 has `full_page_writes = off`: pg_rewind refuses to copy from it.',
    ],
    [
      'is not known to have checksums, and can be cloned',
      null,
      fork,
      { dataChecksums: null },
      'reclone',
      'Whether pg1 has data checksums or `wal_log_hints`, which pg_rewind needs, is not known.',
    ],
    [
      'is not known to have checksums, without a command',
      null,
      fork,
      { dataChecksums: null, commands: { rewind: true, reclone: false } },
      'by-hand',
      'Whether pg1 has data checksums or `wal_log_hints`, which pg_rewind needs, is not known.',
    ],
    [
      'would be rewound from a server that was not asked',
      null,
      fork,
      { fullPageWrites: null },
      'reclone',
      'Whether s1 has `full_page_writes` on, which pg_rewind needs, is not known.',
    ],
    [
      'could be rewound, without a command for it',
      null,
      fork,
      { commands: { rewind: false, reclone: true } },
      'reclone',
      'The configuration gives a command to clone anew, and none to rewind.',
    ],
    [
      'can be rewound by a person',
      null,
      fork,
      { commands: { rewind: false, reclone: false }, oldestWalFile: '000000010000000000000001' },
      'rewind',
      'pg1 has WAL from segment 000000010000000000000001 on: a rewind needs it back to the checkpoint before the fork.',
    ],
  ])('of one that %s', (_, ended, forked, changes, how, words) => {
    const verdict = rejoinVerdict(ended, forked, { ...means, ...changes });
    expect(verdict.how).toBe(how);
    expect(verdict.evidence).toContain(words);
    expect(verdict.forkLsn).toBe(forked === null ? null : '0/30000A0');
  });
});

describe('predictRejoin', () => {
  const facts = (
    changes: Readonly<Record<string, Partial<NodeFacts> | null>>,
  ): Map<string, NodeFacts> =>
    new Map(
      ['pg1', 's1', 's2', 's3'].flatMap((name) => {
        const change = changes[name];
        return change === null ? [] : [[name, someFacts(name, change)] as const];
      }),
    );

  it('lets the old primary follow after a switchover', () => {
    expect(predictRejoin(sidesOf(aPlanInput()))).toMatchObject({ how: 'follow', forkLsn: null });
  });

  const lost = withNode(aTopology({ primary: { kind: 'unreachable', node: 'pg1' } }), 'pg1', {
    reach: { kind: 'silent', reason: 'refused', detail: '', since: testNow, polls: 1 },
  });

  it.each<
    [string, Readonly<Record<string, Partial<NodeFacts> | null>>, readonly NodeCommand[], string]
  >([
    ['has checksums, by the word of its clone', { pg1: null }, ['rewind', 'reclone'], 'rewind'],
    [
      'has no checksums, and hint bits that nobody knows of',
      { pg1: null, s1: { dataChecksums: false } },
      ['reclone'],
      'reclone',
    ],
    [
      'has no checksums, and nobody has a command',
      { pg1: null, s1: { dataChecksums: false } },
      [],
      'by-hand',
    ],
    ['has neither, by its own word', { pg1: { dataChecksums: false } }, ['rewind'], 'reclone'],
  ])('after a promotion, of one that %s', (_, changes, commands, how) => {
    const input = aPlanInput({
      kind: 'promote',
      topology: lost,
      facts: facts(changes),
      hands: new Map([['pg1', allHands({ commands })]]),
    });
    const verdict = predictRejoin(sidesOf(input));
    expect(verdict?.how).toBe(how);
    expect(verdict?.evidence[0]).toContain('throws that away');
  });

  it('has nobody to bring back who is a standby by now, or was never there', () => {
    const none = aTopology({ primary: { kind: 'none', last: null } });
    const topology = withNode(none, 'pg1', { role: 'standby' });
    const input = aPlanInput({ kind: 'promote', topology, lastPrimary: null });
    expect(predictRejoin(sidesOf(input))).toBeNull();
  });
});
