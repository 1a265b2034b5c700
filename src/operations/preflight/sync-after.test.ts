import { expect, it } from 'vitest';

import { someSettings, testNow } from '../../replication/testing/observations.js';
import {
  aFirstOneView,
  aTopology,
  anAsyncView,
  withNode,
} from '../../replication/testing/topologies.js';
import type { NodeState } from '../../replication/observation.js';
import type { Topology } from '../../replication/topology/model.js';
import type { NodeFacts, PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { allRights, noRights, someFacts, someStates } from '../testing/plan-inputs.js';
import { syncAfter } from './sync-after.js';

const reader = { ...allRights, alterSystem: noRights.alterSystem };

function target(names: string, level = 'on'): Partial<NodeState> {
  return {
    settings: someSettings({ synchronousStandbyNames: names, synchronousCommit: level }),
  };
}

function facts(s1: Partial<NodeFacts> = {}): PlanInput['facts'] {
  return new Map(
    ['pg1', 's1', 's2', 's3'].map((name) => [name, someFacts(name, name === 's1' ? s1 : {})]),
  );
}

const asynchronous = aTopology({ sync: anAsyncView() });
const onlyOne = aTopology({
  sync: aFirstOneView({
    namesSetting: 's1',
    config: { method: 'priority', numSync: 1, names: ['s1'] },
  }),
});
const lost = withNode(aTopology({ primary: { kind: 'unreachable', node: 'pg1' } }), 'pg1', {
  reach: { kind: 'silent', reason: 'refused', detail: '', since: testNow, polls: 1 },
});
const unseen: Topology = { ...lost, sync: anAsyncView({ namesSetting: null }) };
const unreadable = aTopology({ sync: anAsyncView({ namesSetting: 's1 s2' }) });

it.each<[string, Partial<PlanInput>, string]>([
  [
    'an asynchronous cluster',
    { topology: asynchronous },
    'pass: Commits wait for no standby, before as after.',
  ],
  [
    'the trap: a target with names of its own',
    { topology: asynchronous, states: someStates({ s1: target('pg1') }) },
    'pass: Commits wait for no standby, before as after. Its own `synchronous_standby_names`, `pg1` now, becomes empty before it is promoted.',
  ],
  [
    'the trap, and pgrepl’s role may not change it',
    {
      topology: asynchronous,
      states: someStates({ s1: target('pg1') }),
      facts: facts({ may: reader }),
    },
    "block: s1 has `synchronous_standby_names` `pg1` set, and pgrepl's role may not change that: every commit would hang from the first one on.",
  ],
  [
    'the trap, in a promotion',
    {
      kind: 'promote',
      topology: { ...lost, sync: anAsyncView() },
      states: someStates({ s1: target('pg1') }),
      facts: facts({ may: reader }),
    },
    "force: s1 has `synchronous_standby_names` `pg1` set, and pgrepl's role may not change that: every commit would hang from the first one on.",
  ],
  [
    'the other trap: a target without names, and pgrepl’s role may not set them',
    { facts: facts({ may: reader }) },
    "block: s1 has `synchronous_standby_names` empty set, and pgrepl's role may not change that: commits would wait for fewer standbys than before, and nothing would say so.",
  ],
  [
    'names of its own that will do, and pgrepl’s role may not change them',
    { states: someStates({ s1: target('s2, s3') }), facts: facts({ may: reader }) },
    "warn: s1 has `synchronous_standby_names` `s2, s3` set, and pgrepl's role may not change that: commits wait for a standby of those.",
  ],
  [
    'a synchronous cluster in which somebody follows',
    {},
    'pass: Commits on s1 wait for a standby from the first one on; s2 follows at once. Its own `synchronous_standby_names`, empty now, becomes `FIRST 1 (s2)` before it is promoted. Once pg1 is back it becomes `FIRST 1 (pg1, s2)`.',
  ],
  [
    'the same list everywhere',
    {
      topology: aTopology({ sync: aFirstOneView({ namesSetting: 'FIRST 1 (pg1, s1, s2)' }) }),
      states: someStates({ s1: target('FIRST 1 (pg1, s1, s2)') }),
    },
    'pass: Commits on s1 wait for a standby from the first one on; s2 follows at once.',
  ],
  [
    'one synchronous standby, which is the target',
    { topology: onlyOne },
    'warn: Too few standbys follow at once: commits on s1 wait for no standby, until pg1 is back: if s1 is lost meanwhile, what it acknowledged is lost with it.',
  ],
  [
    'two that are waited for, of whom one follows',
    { topology: aTopology({ sync: aFirstOneView({ namesSetting: '2 (s1, s2)' }) }) },
    'warn: Too few standbys follow at once: commits on s1 wait for a standby instead of 2, until pg1 is back. Its own `synchronous_standby_names`, empty now, becomes `1 (s2)` before it is promoted.',
  ],
  [
    'a promotion after which nobody is left',
    { kind: 'promote', topology: { ...lost, sync: onlyOne.sync } },
    'warn: Too few standbys follow at once: commits on s1 wait for no standby, until more standbys are there and somebody raises it again: if s1 is lost meanwhile, what it acknowledged is lost with it.',
  ],
  [
    'a primary whose names were never seen',
    { kind: 'promote', topology: unseen, states: someStates({ s1: target('s2') }) },
    'warn: What the primary had as `synchronous_standby_names` is not known: s1 keeps `s2` of its own.',
  ],
  [
    'names that nobody can read',
    { topology: unreadable },
    "block: `synchronous_standby_names` is `s1 s2`, which pgrepl can't read: whether commits on s1 would hang is not known.",
  ],
  [
    'a target whose level is weaker',
    { states: someStates({ s1: target('FIRST 1 (s2)', 'local') }) },
    'warn: s1 has `synchronous_commit = local`, and pg1 has `on`: its commits would guarantee less.',
  ],
])('judges %s', (_, changes, expected) => {
  expect(said(syncAfter(aCheckContext(changes)))).toContain(expected);
});

it('says how to set what pgrepl may not', () => {
  const [result] = syncAfter(aCheckContext({ facts: facts({ may: reader }) }));
  expect(result?.remedy).toContain("`ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (s2)'`");
});
