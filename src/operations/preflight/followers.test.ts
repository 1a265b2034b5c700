import { expect, it } from 'vitest';

import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import type { NodeView, Topology } from '../../replication/topology/model.js';
import type { NodeFacts, PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { someFacts } from '../testing/plan-inputs.js';
import { followers } from './followers.js';

function facts(node: string, changes: Partial<NodeFacts> | null): PlanInput['facts'] {
  return new Map(
    ['pg1', 's1', 's2', 's3'].flatMap((name) => {
      if (name !== node) return [[name, someFacts(name)] as const];
      return changes === null ? [] : [[name, someFacts(name, changes)] as const];
    }),
  );
}

function of(major: number): Topology {
  let topology = aTopology();
  for (const { name } of topology.nodes) {
    topology = withNode(topology, name, { major, versionNum: major * 10_000 + 4 });
  }
  return topology;
}

const replay = { paused: true, applyDelayMs: 0, startupWait: null, lastReplayedCommitAt: null };
const silent: NodeView['reach'] = {
  kind: 'silent',
  reason: 'timed-out',
  detail: '',
  since: testNow,
  polls: 1,
};
const s2 = (changes: Partial<NodeView>): Partial<PlanInput> => ({
  topology: withNode(aTopology(), 's2', changes),
});
const none = facts('', {});
const unset = new Map(
  [...none].map(([name]) => [name, someFacts(name, { recoveryTargetTimeline: null })]),
);

it.each<[string, Partial<PlanInput>, string]>([
  [
    'who can follow',
    {},
    'pass: s2 can follow s1. s3 keeps its upstream and will see one timeline change.',
  ],
  [
    'that there are none',
    { topology: aTopology({ nodes: aTopology().nodes.slice(0, 2) }) },
    'pass: No other standby has to follow s1.',
  ],
  [
    'another major version',
    s2({ major: 17, versionNum: 170_010 }),
    "block: s2 runs PostgreSQL 17.10, and s1 18.4: it can't read what s1 writes.",
  ],
  [
    'an older minor version',
    s2({ versionNum: 180_002 }),
    'warn: s2 runs PostgreSQL 18.2, and would follow s1 with 18.4: PostgreSQL wants standbys updated first.',
  ],
  ['a newer minor version', s2({ versionNum: 180_005 }), 'pass: s2 can follow s1.'],
  [
    'an unknown version',
    s2({ versionNum: null }),
    'warn: Whether s2 runs the same version as s1 is not known.',
  ],
  [
    'who stays on the old timeline',
    { facts: facts('s2', { recoveryTargetTimeline: 'current' }) },
    'warn: s2 has `recovery_target_timeline = current`: it stays on the old timeline and receives nothing more.',
  ],
  [
    'who below stays on the old timeline',
    { facts: facts('s3', { recoveryTargetTimeline: '1' }) },
    'warn: s3 has `recovery_target_timeline = 1`',
  ],
  [
    'who did not answer',
    { facts: facts('s2', null) },
    'warn: s2 did not answer what was asked for this plan',
  ],
  [
    'who is paused',
    s2({ replay }),
    'warn: The replay of s2 is paused: it goes over to the new timeline only once it has replayed the old one.',
  ],
  [
    'who is delayed',
    s2({ replay: { ...replay, paused: false, applyDelayMs: 1_000 } }),
    'warn: The replay of s2 is delayed',
  ],
  [
    'who is restarted',
    { topology: of(12) },
    'warn: s2 is restarted to follow s1 (PostgreSQL 12): its sessions end.',
  ],
  [
    'of whom it is not visible, and to whom it is not written',
    { topology: of(11), facts: unset },
    'warn: Whether s3 goes over to the new timeline is not visible (`recovery_target_timeline`).',
  ],
  [
    'who is silent',
    s2({ reach: silent }),
    'warn: s2 does not answer within the deadline: it is left as it is.',
  ],
  [
    'who is cold',
    s2({ reach: { kind: 'cold', since: testNow } }),
    'warn: s2 runs with `hot_standby = off` and can be told nothing: it is left as it is.',
  ],
  [
    'who lives on an archive',
    s2({ upstream: { kind: 'archive' } }),
    'warn: s2 lives on an archive: it is left as it is.',
  ],
  [
    'who receives from elsewhere',
    s2({ upstream: { kind: 'address', host: '10.0.0.9', port: 5432 } }),
    'warn: s2 receives from where pgrepl does not know: it is left as it is.',
  ],
  [
    'who was not asked yet',
    s2({ reach: { kind: 'not-polled-yet' } }),
    'warn: s2 has not been asked yet: it is left as it is.',
  ],
  [
    'who is a stranger',
    s2({ foreign: true }),
    "warn: s2 can't be asked, for another system's server answers in its place",
  ],
])('says %s', (_, changes, expected) => {
  expect(said(followers(aCheckContext(changes)))).toContain(expected);
});

it('does not ask for what is written with the other settings up to 11', () => {
  expect(said(followers(aCheckContext({ topology: of(11), facts: unset })))).not.toContain(
    'Whether s2',
  );
});
