import { describe, expect, it } from 'vitest';
import { silent } from '../incidents/testing/troubles.js';
import { aSlot, aWalSender } from '../replication/testing/observations.js';
import {
  aPrimaryView,
  aStandbyView,
  aTopology,
  withNode,
} from '../replication/testing/topologies.js';
import type { Topology } from '../replication/topology/model.js';
import { makePlan } from './plan.js';
import type { Plan } from './plan-model.js';
import type { PlanInput } from './facts.js';
import {
  allHands,
  allRights,
  aPlanInput,
  noHands,
  noRights,
  someFacts,
  someRules,
} from './testing/plan-inputs.js';

function planOf(changes: Partial<PlanInput> = {}): Plan {
  const result = makePlan(aPlanInput(changes));
  if (result.kind === 'impossible') throw new Error(result.words);
  return result.plan;
}

function whyNot(changes: Partial<PlanInput>): string {
  const result = makePlan(aPlanInput(changes));
  return result.kind === 'impossible' ? result.words : `a plan for ${result.plan.target}`;
}

const idsOf = (plan: Plan): readonly string[] => plan.steps.map(({ id }) => id);

const groupsOf = (plan: Plan): readonly (readonly string[])[] => {
  const groups = [...new Set(plan.steps.map(({ group }) => group))];
  return groups.map((group) =>
    plan.steps.filter((step) => step.group === group).map(({ id }) => id),
  );
};

const stepOf = (plan: Plan, id: string): Plan['steps'][number] => {
  const step = plan.steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(`no step ${id} in ${idsOf(plan).join()}`);
  return step;
};

const slotted = (topology: Topology): Topology =>
  ['s1', 's2'].reduce(
    (changed, name) =>
      withNode(changed, name, { senderRow: aWalSender(name, { slotName: name }).details }),
    withNode(topology, 'pg1', { slots: [aSlot('s1'), aSlot('s2')] }),
  );

/** The primary killed, the standbys waiting for it. */
function withoutPrimary(): Topology {
  const killed = withNode(aTopology(), 'pg1', { reach: silent() });
  return cutOff({ ...killed, primary: { kind: 'unreachable', node: 'pg1' } });
}

function cutOff(topology: Topology): Topology {
  const changes = { upstream: { kind: 'disconnected', last: 'pg1' }, senderRow: null } as const;
  return withNode(withNode(topology, 's1', changes), 's2', changes);
}

describe('makePlan for a switchover', () => {
  it('gives every node its part', () => {
    const { nodes } = planOf();
    expect(nodes.map(({ name, part, upstreamAfter }) => [name, part, upstreamAfter])).toEqual([
      ['pg1', 'old-primary', 's1'],
      ['s1', 'target', null],
      ['s2', 'follower', 's1'],
      ['s3', 'below', null],
    ]);
  });

  it('leaves out a standby that does not answer, and says what is left to do about it', () => {
    const plan = planOf({ topology: withNode(aTopology(), 's2', { reach: silent() }) });
    expect(plan.nodes.find(({ name }) => name === 's2')).toMatchObject({ part: 'left-out' });
    expect(idsOf(plan)).not.toContain('repoint:s2');
    expect(plan.leftToDo).toMatchObject([
      { node: 's2', words: 'Point s2 at s1: it does not answer.' },
    ]);
    expect(plan.leftToDo[0]?.commands.join('\n')).toContain('host=s1.example port=5432');
  });

  it('stops, verifies and promotes in the order that loses nothing', () => {
    const plan = planOf({ topology: slotted(aTopology()) });
    expect(groupsOf(plan).filter((group) => !group.includes('restore-sync'))).toEqual(
      expect.arrayContaining([
        ['prepare-target'],
        ['checkpoint'],
        ['stop'],
        ['verify-received'],
        ['promote', 'repoint:s2'],
        ['rejoin'],
        ['verify'],
      ]),
    );
    expect(idsOf(plan).at(0)).toBe('prepare-target');
    expect(idsOf(plan).at(-1)).toBe('verify');
    expect(plan.steps.filter(({ noReturn }) => noReturn).map(({ id }) => id)).toEqual(['promote']);
    expect(plan.steps.filter(({ phase }) => phase === 'down').map(({ id }) => id)).toEqual([
      'stop',
      'verify-received',
      'promote',
      'repoint:s2',
    ]);
  });

  it('gives those who had a slot one of the same name, and takes the old ones away', () => {
    const plan = planOf({ topology: slotted(aTopology()) });
    expect(stepOf(plan, 'prepare-target').action).toMatchObject({ slots: ['s2', 'pg1'] });
    expect(stepOf(plan, 'repoint:s2').action).toMatchObject({ slot: 's2', how: 'reload' });
    expect(stepOf(plan, 'rejoin').action).toMatchObject({ slot: 'pg1', upstream: 's1' });
    expect(stepOf(plan, 'drop-slots').action).toEqual({ kind: 'drop-slots', slots: ['s1', 's2'] });
  });

  it('creates no slot that the target has already', () => {
    const topology = withNode(slotted(aTopology()), 's1', { slots: [aSlot('s2')] });
    expect(stepOf(planOf({ topology }), 'prepare-target').action).toMatchObject({ slots: ['pg1'] });
  });

  it.each([
    [18, 'reload', 'sql'],
    [12, 'restart', 'command'],
    [11, 'recovery.conf', 'command'],
  ] as const)('re-points a standby of version %i by %s', (major, how, by) => {
    const topology = withNode(aTopology(), 's2', { major });
    expect(stepOf(planOf({ topology }), 'repoint:s2')).toMatchObject({ action: { how }, by });
  });

  it('promotes as the version can', () => {
    const before12 = withNode(aTopology(), 's1', { major: 11 });
    const withFile = new Map([
      [
        's1',
        someFacts('s1', { triggerFile: '/tmp/promote', may: { ...allRights, superuser: true } }),
      ],
    ]);
    const without = new Map([['s1', noHands]]);
    expect(stepOf(planOf(), 'promote')).toMatchObject({
      action: { how: 'pg_promote' },
      by: 'sql',
      exact: ['SELECT pg_promote(false)'],
    });
    expect(stepOf(planOf({ topology: before12 }), 'promote')).toMatchObject({
      action: { how: 'pg_ctl' },
      by: 'command',
      exact: ['/opt/pg promote'],
    });
    expect(
      stepOf(planOf({ topology: before12, facts: withFile, hands: without }), 'promote'),
    ).toMatchObject({ action: { how: 'trigger-file' }, by: 'sql' });
    expect(stepOf(planOf({ topology: before12, hands: without }), 'promote')).toMatchObject({
      action: { how: 'pg_ctl' },
      by: 'person',
      exact: ['pg_ctl promote -D /srv/s1'],
    });
  });

  it('leaves to people what neither SQL nor a command can do', () => {
    const plan = planOf({
      hands: new Map(),
      facts: new Map(
        ['pg1', 's1', 's2', 's3'].map((name) => [name, someFacts(name, { may: noRights })]),
      ),
      rules: someRules({ driver: 'sql' }),
    });
    expect(idsOf(plan)).not.toContain('checkpoint');
    expect(plan.steps.filter(({ by }) => by === 'sql').map(({ id }) => id)).toEqual([
      'verify-received',
      'verify',
    ]);
    expect(stepOf(plan, 'stop').exact).toEqual(['pg_ctl stop -D /srv/pg1 -m fast -w']);
  });

  it('verifies on every standby that will follow', () => {
    expect(stepOf(planOf(), 'verify').action).toMatchObject({ nodes: ['pg1', 's2', 's3'] });
  });

  it('names standbys that nobody has configured', () => {
    const topology = aTopology({
      unmanaged: [
        {
          upstream: 'pg1',
          applicationName: 'reporting',
          clientAddress: null,
          state: 'streaming',
          syncState: 'async',
          slotName: null,
          replayBytes: 0,
          pid: 1,
        },
      ],
    });
    expect(planOf({ topology }).leftToDo).toMatchObject([
      { node: 'pg1', words: expect.stringContaining('reporting') as unknown },
    ]);
  });
});

describe('makePlan for a promotion', () => {
  const promote = { kind: 'promote', topology: withoutPrimary() } as const;

  it('leaves the old primary to be brought back', () => {
    const plan = planOf(promote);
    expect(plan.primary).toBe('pg1');
    expect(idsOf(plan)).toEqual(
      expect.arrayContaining(['fence', 'promote', 'repoint:s2', 'verify']),
    );
    expect(idsOf(plan)).not.toContain('stop');
    expect(idsOf(plan)).not.toContain('rejoin');
    expect(plan.leftToDo).toMatchObject([{ node: 'pg1' }, { node: 's1' }]);
  });

  it('fences only where a command can, or where the old primary answers', () => {
    const hands = new Map([['pg1', allHands({ commands: ['stop', 'start'] })]]);
    expect(idsOf(planOf({ ...promote, hands }))).not.toContain('fence');
    const alive = planOf({ kind: 'promote', forced: true, hands: new Map() });
    expect(stepOf(alive, 'fence')).toMatchObject({ node: 'pg1', by: 'person' });
  });

  it('does not fence an old primary that is a standby by now', () => {
    const waiting = { upstream: { kind: 'disconnected', last: null }, senderRow: null } as const;
    const names = ['pg1', 's1', 's2'];
    const demoted = names.reduce<Topology>((changed, name) => withNode(changed, name, waiting), {
      ...withNode(aTopology(), 'pg1', { role: 'standby' }),
      primary: { kind: 'none', last: 'pg1' },
    });
    const plan = planOf({ kind: 'promote', topology: demoted });
    expect(idsOf(plan)).not.toContain('fence');
    expect(idsOf(plan)).toContain('repoint:pg1');
    expect(plan.rejoin).toBeNull();
  });

  it('promotes a former primary that is a standby by now, and leaves those that follow it', () => {
    const demoted = withNode(aTopology(), 'pg1', {
      role: 'standby',
      upstream: { kind: 'disconnected', last: null },
    });
    const topology = withNode({ ...demoted, primary: { kind: 'none', last: 'pg1' } }, 's2', {
      upstream: { kind: 'disconnected', last: 'pg1' },
    });
    const plan = planOf({ kind: 'promote', topology, target: 'pg1' });
    expect(plan.primary).toBeNull();
    expect(plan.nodes.map(({ part }) => part)).toEqual(['target', 'below', 'below', 'below']);
    expect(idsOf(plan).filter((id) => id.startsWith('repoint'))).toEqual([]);
    expect(plan.leftToDo).toEqual([]);
  });

  it('proposes a target and says why', () => {
    const plan = planOf({ ...promote, target: null });
    expect(plan.target).toBe('s1');
    expect(plan.why).toMatch(/^s1 .*\.$/);
  });

  it('takes a second person and the name typed if it may lose something, or is forced', () => {
    const rules = someRules({ requesterMayApprove: true, approvals: 0 });
    expect(planOf({ ...promote, forced: true, rules }).needs).toEqual({
      approvals: 1,
      requesterMayApprove: false,
      typedName: true,
    });
    expect(planOf({ rules }).needs).toEqual({
      approvals: 1,
      requesterMayApprove: true,
      typedName: false,
    });
  });
});

describe('makePlan where there is nothing to plan', () => {
  it('has a sentence for each', () => {
    expect(whyNot({ target: 's9' })).toContain('orders has no node s9');
    expect(whyNot({ target: 's9', clusterOf: () => 'billing' })).toContain(
      's9 is a node of billing',
    );
    expect(whyNot({ target: 'pg1' })).toContain('pg1 is the primary of orders already');
    expect(whyNot({ target: 's3' })).toContain('s3 is fed by the standby s1');
    expect(whyNot({ topology: withoutPrimary() })).toContain('pg1, the primary of orders');
    const cold = withNode(aTopology(), 's1', { reach: { kind: 'cold', since: 0 } });
    expect(whyNot({ topology: cold })).toContain('hot_standby = off');
    const foreign = withNode(aTopology(), 's1', { foreign: true });
    expect(whyNot({ topology: foreign })).toContain('another system');
    const archive = withNode(aTopology(), 's1', { upstream: { kind: 'archive' } });
    expect(whyNot({ topology: archive })).toContain('archive');
    const alone = aTopology({ nodes: [aPrimaryView('pg1')] });
    expect(whyNot({ topology: alone, target: null })).toContain('No standby of orders');
    const two = aTopology({
      nodes: [aPrimaryView('pg1'), aPrimaryView('pg2'), aStandbyView('s1', 'pg1')],
      primary: { kind: 'several', nodes: ['pg1', 'pg2'] },
    });
    expect(whyNot({ topology: two })).toContain('more than one primary');
  });
});
