import { describe, expect, it } from 'vitest';
import { aFinding } from '../incidents/testing/findings.js';
import type { Finding } from '../replication/findings/model.js';
import { testNow } from '../replication/testing/observations.js';
import { aTopology, withNode } from '../replication/testing/topologies.js';
import { anOperation, aStepRecord } from '../wording/testing/operations.js';
import type { PlanInput } from './facts.js';
import type { Operation, Outcome } from './model.js';
import { isPredicted } from './mutes.js';
import { completed } from './outcome.js';
import { makePlan } from './plan.js';
import type { Plan } from './plan-model.js';
import { aPlanInput } from './testing/plan-inputs.js';

function planOf(changes: Partial<PlanInput> = {}): Plan {
  const made = makePlan(aPlanInput(changes));
  if (made.kind === 'impossible') throw new Error(made.words);
  const sync = { before: 's1', onTarget: '', atPromotion: '', after: 'pg1' };
  return { ...made.plan, sync };
}

/** An operation that has begun these steps, and is under way. */
function running(steps: readonly string[], plan: Plan = planOf()): Operation {
  return anOperation({
    plan,
    state: 'running',
    startedAt: testNow - 2_000,
    steps: steps.map((step, position) => aStepRecord({ step, position, state: 'done' })),
  });
}

const ended = (steps: readonly string[], kind: Outcome['kind'] = 'completed'): Operation => ({
  ...running(steps),
  state: 'ended',
  endedAt: testNow,
  outcome: {
    ...completed({ plan: planOf(), warnings: [], leftToDo: [], totalMs: 900 }),
    kind,
  },
});

const about = (kind: string, subject: string | null, changes: Partial<Finding> = {}): Finding =>
  aFinding(subject ?? 'orders', { kind, subject, evidence: {}, ...changes });

const cutOff = (subject: string, connection = 'not-receiving'): Finding =>
  about('standby-disconnected', subject, { evidence: { connection } });

const all = ['prepare-target', 'checkpoint', 'stop', 'verify-received', 'promote', 'repoint:s2'];
const uptoStop = all.slice(0, 3);

describe('isPredicted', () => {
  it('takes the silence of a primary for news until it was told to stop', () => {
    const silence = about('primary-unreachable', 'pg1');
    expect(isPredicted(running(['prepare-target', 'checkpoint']), silence, testNow)).toBe(false);
    expect(isPredicted(running(uptoStop), silence, testNow)).toBe(true);
    expect(isPredicted(running(uptoStop), about('node-unreachable', 'pg1'), testNow)).toBe(true);
    expect(isPredicted(running(uptoStop), about('no-primary', null), testNow)).toBe(true);
  });

  it('never takes the failure of another node for its own', () => {
    const operation = running(all);
    expect(isPredicted(operation, about('node-unreachable', 's2'), testNow)).toBe(false);
    expect(isPredicted(operation, about('node-unreachable', 's1'), testNow)).toBe(false);
    expect(isPredicted(operation, cutOff('s2', 'down'), testNow)).toBe(false);
    expect(isPredicted(operation, about('several-primaries', null), testNow)).toBe(false);
    expect(isPredicted(operation, about('cluster-invisible', null), testNow)).toBe(false);
    expect(isPredicted(operation, { ...cutOff('s2'), cluster: 'billing' }, testNow)).toBe(false);
  });

  it('expects standbys to lose the old primary, and those below them', () => {
    for (const name of ['s1', 's2', 's3']) {
      expect(isPredicted(running(uptoStop), cutOff(name), testNow)).toBe(true);
    }
    expect(isPredicted(running(uptoStop), cutOff('pg1', 'down'), testNow)).toBe(true);
    expect(isPredicted(running(['checkpoint']), cutOff('s2'), testNow)).toBe(false);
  });

  it('expects a standby of version 12 to be restarted', () => {
    const plan = planOf({ topology: withNode(aTopology(), 's2', { major: 12 }) });
    expect(isPredicted(running(all, plan), cutOff('s2', 'down'), testNow)).toBe(true);
    expect(isPredicted(running(uptoStop, plan), cutOff('s2', 'down'), testNow)).toBe(false);
  });

  it('expects only the redundancy that its own nodes make up to be gone', () => {
    const reduced = (...missing: readonly string[]): Finding =>
      about('sync-redundancy-reduced', null, { evidence: { missing } });
    expect(isPredicted(running(uptoStop), reduced('pg1', 's2'), testNow)).toBe(true);
    expect(isPredicted(running(uptoStop), reduced('s2', 's7'), testNow)).toBe(false);
  });

  it('expects a hang only after the promotion, and only a short one', () => {
    const hang = (ms: number): Finding => about('commits-hang', null, { since: testNow - ms });
    expect(isPredicted(running(all), hang(1_000), testNow)).toBe(true);
    expect(isPredicted(running(all), hang(5_000), testNow)).toBe(false);
    expect(isPredicted(running(uptoStop), hang(1_000), testNow)).toBe(false);
    // Right after the end it counts for a moment longer than it lasts; one that begins then is news.
    expect(isPredicted(ended(all), hang(1_000), testNow)).toBe(true);
    expect(isPredicted(ended(all), hang(1_000), testNow + 4_000)).toBe(false);
    expect(isPredicted(ended(all), hang(-1), testNow + 1_000)).toBe(false);
  });

  it('expects the names that the plan sets, and no other departure from the contract', () => {
    const changed = (names: string, ...breaches: readonly string[]): Finding =>
      about('sync-contract-changed', null, { evidence: { names, breaches } });
    const emptied = (...breaches: readonly string[]): Finding =>
      about('silently-asynchronous', null, { evidence: { names: '', breaches } });
    expect(isPredicted(running(all), changed('pg1', 'names-changed'), testNow)).toBe(true);
    expect(isPredicted(running(all), changed('s7', 'names-changed'), testNow)).toBe(false);
    expect(isPredicted(running(all), changed('pg1', 'level-lowered'), testNow)).toBe(false);
    expect(isPredicted(running(all), emptied('names-emptied'), testNow)).toBe(true);
    expect(isPredicted(running(all), emptied('names-emptied', 'level-lowered'), testNow)).toBe(
      false,
    );
    expect(isPredicted(running(uptoStop), emptied('names-emptied'), testNow)).toBe(false);
  });

  it('knows the change of roles for its own for as long as that is spoken of', () => {
    const changed = (subject: string, to: string, since = testNow): Finding =>
      about('role-changed', subject, { since, evidence: { to } });
    const muchLater = testNow + 240_000;
    expect(isPredicted(ended(all), changed('s1', 'primary'), muchLater)).toBe(true);
    expect(isPredicted(ended(all), changed('pg1', 'standby'), muchLater)).toBe(true);
    expect(isPredicted(ended(all), changed('pg1', 'primary'), muchLater)).toBe(false);
    expect(isPredicted(ended(all), changed('s2', 'primary'), muchLater)).toBe(false);
    expect(isPredicted(ended(all), changed('s1', 'primary', muchLater), muchLater)).toBe(false);
    expect(isPredicted(running(uptoStop), changed('s1', 'primary'), testNow)).toBe(false);
  });

  it('goes on for a moment after the end, and not at all where nobody carries it on', () => {
    const late = testNow + 16_000;
    expect(isPredicted(ended(all), cutOff('s2'), testNow + 10_000)).toBe(true);
    expect(isPredicted(ended(all), cutOff('s2'), late)).toBe(false);
    expect(isPredicted(ended(uptoStop, 'aborted'), cutOff('s2'), testNow + 10_000)).toBe(true);
    expect(isPredicted(ended(all, 'unknown'), cutOff('s2'), testNow)).toBe(false);
    const interrupted: Operation = { ...running(all), state: 'interrupted' };
    expect(isPredicted(interrupted, cutOff('s2'), testNow)).toBe(false);
    const requested: Operation = { ...running(all), state: 'requested', startedAt: null };
    expect(isPredicted(requested, cutOff('s2'), testNow)).toBe(false);
  });
});
