import { describe, expect, it } from 'vitest';
import { aFinding } from '../../incidents/testing/findings.js';
import { testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import { anOperation, aStepRecord } from '../../wording/testing/operations.js';
import type { NodeHandsSummary, PlanInput } from '../facts.js';
import type { Operation, StepRecord } from '../model.js';
import { isPredicted } from '../mutes.js';
import { makePlan } from '../plan.js';
import type { Plan } from '../plan-model.js';
import { canGoBack, undoSteps } from '../undo.js';
import { allHands, allRights, aPlanInput, noHands, someFacts } from '../testing/plan-inputs.js';
import { leftLocked, lockOutOf } from './lock-out.js';

const names = ['pg1', 's1', 's2', 's3'];
const handsWith = (pg1: NodeHandsSummary): PlanInput['hands'] => new Map([['pg1', pg1]]);

/** The primary serves, its replacement is forced, and pgrepl's role is a superuser everywhere. */
function planOf(changes: Partial<PlanInput> = {}): Plan {
  const may = { ...allRights, superuser: true };
  const result = makePlan(
    aPlanInput({
      kind: 'promote',
      forced: true,
      hands: handsWith(noHands),
      facts: new Map(names.map((name) => [name, someFacts(name, { may })])),
      ...changes,
    }),
  );
  if (result.kind === 'impossible') throw new Error(result.words);
  return result.plan;
}

const fenceOf = (plan: Plan): string => {
  const step = plan.steps.find(({ id }) => id === 'fence');
  return step === undefined ? 'none' : step.by;
};

function record(step: string, state: StepRecord['state'], position = 0): StepRecord {
  return aStepRecord({ step, state, position });
}

const operationOf = (plan: Plan, ...steps: readonly StepRecord[]): Operation =>
  anOperation({ plan, steps, kind: plan.kind, state: 'running', startedAt: testNow });

describe('a fence by SQL', () => {
  it('is planned where the primary answers, no command fences it and the role is a superuser', () => {
    expect(fenceOf(planOf())).toBe('sql');
    expect(fenceOf(planOf({ hands: handsWith(allHands()) }))).toBe('command');
    expect(fenceOf(planOf({ hands: handsWith(allHands({ commands: ['stop', 'start'] })) }))).toBe(
      'sql',
    );
    const facts = new Map(names.map((name) => [name, someFacts(name)]));
    expect(fenceOf(planOf({ facts }))).toBe('person');
    expect(fenceOf(planOf({ facts: new Map() }))).toBe('person');
    const foreign = withNode(aTopology(), 'pg1', { foreign: true });
    expect(fenceOf(planOf({ topology: foreign }))).not.toBe('sql');
    expect(planOf({ kind: 'switchover', forced: false }).steps.map(({ id }) => id)).toContain(
      'stop',
    );
  });

  it('comes right before the promotion, and says what is run', () => {
    const { steps } = planOf();
    const at = steps.findIndex(({ id }) => id === 'fence');
    expect(steps[at + 1]?.id).toBe('promote');
    expect(steps[at]).toMatchObject({
      node: 'pg1',
      phase: 'down',
      words: 'lock every client out of pg1, which goes on running',
      noReturn: false,
    });
    expect(steps[at]?.exact.join('\n')).toContain("'/srv/pg1/pg_hba.conf.before-pgrepl-fence'");
  });

  it('has to be forced, and leaves the price as it is', () => {
    const plan = planOf();
    const { evidence, ...state } = plan.checks.find(({ id }) => id === 'primary-state') ?? {};
    expect(state).toMatchObject({ verdict: 'block', forceable: true });
    expect(evidence).toContain('pg1 answers and accepts writes. Its clients are locked out first');
    const without = planOf({ facts: new Map(names.map((name) => [name, someFacts(name)])) });
    expect(plan.price).toEqual(without.price);
    expect(plan.price.kind).not.toBe('none');
  });

  it('leaves the old primary to be stopped first, and then repaired', () => {
    const [stop, repair] = planOf().leftToDo.filter(({ node }) => node === 'pg1');
    expect(stop?.words).toMatch(/^pg1 still runs, with its clients locked out: stop it before/);
    expect(stop?.commands).toEqual([
      'pg_ctl stop -D /srv/pg1 -m fast -w',
      'cp /srv/pg1/pg_hba.conf.before-pgrepl-fence /srv/pg1/pg_hba.conf',
    ]);
    expect(repair?.words).toMatch(/^Once pg1 is stopped: Rewind pg1/);
    expect(repair?.commands.join('\n')).toContain('pg_rewind');
  });

  it('is taken back before the promotion, whatever came of it, and not after it', () => {
    const plan = planOf();
    for (const state of ['intended', 'done', 'failed', 'unknown'] as const) {
      expect(undoSteps(operationOf(plan, record('fence', state)))).toMatchObject([
        { id: 'undo:fence', node: 'pg1', action: { kind: 'let-in' }, by: 'sql' },
      ]);
    }
    expect(undoSteps(operationOf(plan))).toEqual([]);
    const silence = aFinding('pg1', { kind: 'primary-unreachable', subject: 'pg1' });
    const past = operationOf(plan, record('fence', 'done'), record('promote', 'done', 1));
    expect(undoSteps(past)).toEqual([]);
    expect(canGoBack(plan)).toBe(true);
    // A lock is no stop: the silence of one that runs on is news.
    expect(isPredicted(operationOf(plan, record('fence', 'done')), silence, testNow)).toBe(false);
    expect(canGoBack(planOf({ hands: handsWith(allHands()) }))).toBe(false);
  });

  it('is not forgotten where an operation is closed', () => {
    const plan = planOf();
    expect(lockOutOf(plan)?.id).toBe('fence');
    expect(leftLocked(operationOf(plan), false)).toEqual([]);
    const begun = operationOf(plan, record('fence', 'unknown'));
    expect(leftLocked(begun, false)).toMatchObject([
      {
        node: 'pg1',
        words: expect.stringContaining('let them in again') as unknown,
        commands: [
          'cp /srv/pg1/pg_hba.conf.before-pgrepl-fence /srv/pg1/pg_hba.conf',
          'pg_ctl reload -D /srv/pg1',
        ],
      },
    ]);
    expect(leftLocked(begun, true)[0]?.words).toMatch(/^pg1 still runs/);
  });
});
