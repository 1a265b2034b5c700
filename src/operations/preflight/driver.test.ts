import { expect, it } from 'vitest';

import type { NodeFacts, PlanInput } from '../facts.js';
import { aCheckContext, said } from '../testing/checks.js';
import { allHands, allRights, noHands, someFacts } from '../testing/plan-inputs.js';
import { driver } from './driver.js';

const names = ['pg1', 's1', 's2', 's3'];

function hands(pg1: Parameters<typeof allHands>[0]): PlanInput['hands'] {
  return new Map([['pg1', allHands(pg1)]]);
}

function facts(of: (name: string) => Partial<NodeFacts> | null): PlanInput['facts'] {
  return new Map(
    names.flatMap((name) => {
      const changes = of(name);
      return changes === null ? [] : [[name, someFacts(name, changes)] as const];
    }),
  );
}

it.each<[string, Partial<PlanInput>, string]>([
  [
    'that pgrepl does it all',
    {},
    'pass: pgrepl carries out all 9 steps itself: 7 by SQL, 2 by commands of the configuration.',
  ],
  [
    'what a person does, and what is down meanwhile',
    { hands: new Map(names.map((name) => [name, noHands])) },
    'warn: 2 steps of 9 are for a person: stop pg1 fast and cleanly; bring pg1 back as a standby of s1; nobody can write until this is done: stop pg1 fast and cleanly.',
  ],
  [
    'what a person does afterwards',
    { hands: hands({ commands: ['stop'] }) },
    'warn: 1 step of 9 is for a person: bring pg1 back as a standby of s1.',
  ],
  [
    'where nobody knows what the role may do',
    { facts: facts((name) => (name === 's2' ? null : {})) },
    "warn: What pgrepl's role may do on s2 is not known.",
  ],
  [
    'that the stop may take long',
    {
      facts: facts((name) => (name === 'pg1' ? { may: { ...allRights, checkpoint: false } } : {})),
    },
    'warn: Role pgrepl may not run `CHECKPOINT` on pg1: its stop takes as long as its last checkpoint does.',
  ],
  [
    'that nothing would show what the target has',
    {
      hands: hands(noHands),
      facts: facts((name) => (name === 's1' ? { may: { ...allRights, checkpoint: false } } : {})),
    },
    'block: Role pgrepl may not run `CHECKPOINT` on s1, which alone shows there that it has everything.',
  ],
  [
    'that a command shows it',
    {
      facts: facts((name) => (name === 's1' ? { may: { ...allRights, checkpoint: false } } : {})),
    },
    'pass: pgrepl carries out all 9 steps itself: 7 by SQL, 2 by commands of the configuration.',
  ],
])('says %s', (_, changes, expected) => {
  expect(said(driver(aCheckContext(changes)))).toBe(expected);
});

it('lets nothing begin that nobody can say how to do', () => {
  const context = aCheckContext({ hands: hands(noHands) });
  const steps = context.steps.map((step) => (step.id === 'stop' ? { ...step, exact: [] } : step));
  expect(said(driver({ ...context, steps }))).toBe(
    'block: Nobody can say how to stop pg1 fast and cleanly.',
  );
});

it('lets nothing begin whose preparation is for somebody else', () => {
  const context = aCheckContext();
  const steps = context.steps.map((step) =>
    step.id === 'prepare-target' ? { ...step, by: 'person' as const } : step,
  );
  const [result, ...others] = driver({ ...context, steps });
  expect(others).toEqual([]);
  expect(result).toMatchObject({
    verdict: 'block',
    evidence: 'Role pgrepl may not do on s1 what it needs before it becomes the primary.',
    remedy: expect.stringContaining(
      'Have a superuser run on s1: `ALTER SYSTEM SET synchronous_standby_names',
    ) as string,
  });
});
