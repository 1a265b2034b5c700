import { describe, expect, it } from 'vitest';
import type { CheckVerdict } from '../operations/check.js';
import { checkIds } from '../operations/check.js';
import type { Operation } from '../operations/model.js';
import { aborted, completed } from '../operations/outcome.js';
import { testNow } from '../replication/testing/observations.js';
import { aTopology } from '../replication/testing/topologies.js';
import { operationCard, type CardContext } from './operation-card.js';
import { toTerminal } from './sections.js';
import { aCheck, anOperation, aPlan, aStep, aStepRecord } from './testing/operations.js';

const context: CardContext = {
  now: testNow,
  waitsFor: null,
  topology: aTopology(),
  approvers: [
    { kind: 'user', id: 'U0DBA' },
    { kind: 'group', id: 'S0DBAS' },
  ],
};

const textOf = (operation: Operation, changes: Partial<CardContext> = {}): string =>
  toTerminal(operationCard(operation, { ...context, ...changes }).sections);

const check = (verdict: CheckVerdict, index: number): ReturnType<typeof aCheck> =>
  aCheck({
    id: checkIds[index] ?? 'driver',
    verdict,
    evidence: `Evidence ${index}.`,
    remedy: verdict === 'pass' ? null : `Remedy ${index}.`,
  });

describe('the card of a request', () => {
  const plan = aPlan({
    checks: [check('pass', 0), check('pass', 1), check('warn', 2), check('block', 3)],
    sync: { before: 's1', onTarget: '', atPromotion: '', after: 'pg1' },
  });

  it('asks the question, with who asked, why, at what price and how to approve', () => {
    const text = textOf(anOperation({ plan }));
    expect(text).toContain('Switch orders over from pg1 to s1? · OP-3');
    expect(text).toContain('Asked by slack:T0LABTEAM/U0SRE: "kernel update on pg1".');
    expect(text).toContain('2 checks pass, 1 warns, 1 blocks.');
    expect(text).toContain('[ok] Price: Nothing that was acknowledged would be lost.');
    expect(text).toContain('expected to be less than a second');
    expect(text).toContain('`s1` now; `pg1` on s1 at the end, and empty from the promotion');
    expect(text).toContain(
      '1 more approval is needed before 03:21:40 UTC (in 9 min 40 s). slack:U0DBA, slack:S0DBAS may approve it.',
    );
  });

  it('shows every check, what stands in the way first', () => {
    const lines = textOf(anOperation({ plan }))
      .split('\n')
      .filter((each) => each.includes('Evidence'));
    expect(lines.map((each) => each.replace(/\].*: E/, '] E'))).toEqual([
      '[critical] Evidence 3. Remedy 3.',
      '[warning] Evidence 2. Remedy 2.',
      '[ok] Evidence 0.',
      '[ok] Evidence 1.',
    ]);
  });

  it('tells what a check says of many standbys in few lines', () => {
    const many = Array.from({ length: 30 }, () => check('warn', 9));
    const lines = textOf(anOperation({ plan: aPlan({ checks: many }) })).split('\n');
    expect(lines.filter((each) => each.includes('Evidence 9'))).toHaveLength(3);
    expect(lines.join('\n')).toContain('27 more like this.');
  });

  it('numbers the steps and marks the one with no way back', () => {
    const text = textOf(anOperation({ plan }));
    expect(text).toContain('2. stop pg1 cleanly');
    expect(text).toContain('3. promote s1 (no way back from here)');
  });

  it('tells many standbys that are re-pointed together, and who has to do what', () => {
    const repoint = { kind: 'repoint', upstream: 's1', slot: null, how: 'reload' } as const;
    const steps = Array.from({ length: 30 }, (_each, index) =>
      aStep(`repoint:n${index}`, { action: repoint, node: `n${index}`, by: 'person' }),
    );
    const text = textOf(anOperation({ plan: { ...plan, steps } }));
    expect(text).toContain('1. point n0, n1, n2, n3, n4 and 25 more at s1 (by a person on n0,');
  });

  it('marks what changed since the plan that was shown before', () => {
    const text = textOf(
      anOperation({ plan, planVersion: 2, planChanges: ['s2 no longer answers.'] }),
    );
    expect(text).toContain('approvals of that one do not count');
    expect(text).toContain('[warning] Changed: s2 no longer answers.');
    expect(textOf(anOperation({ plan }))).not.toContain('do not count');
  });

  it('says what a lossy, forced promotion takes', () => {
    const lossy = aPlan({
      kind: 'promote',
      price: {
        kind: 'lossy',
        bytes: 70_000,
        lastCommitAt: null,
        primaryLastCommitAt: null,
        words: 's1 lacks 68 kB of WAL.',
      },
      needs: { approvals: 2, requesterMayApprove: false, typedName: true },
    });
    const text = textOf(anOperation({ plan: lossy, forced: true }));
    expect(text).toContain('Force the promotion of s1 of orders in place of pg1?');
    expect(text).toContain(
      '[critical] Price: s1 lacks 68 kB of WAL. An approval holds up to 128 kB',
    );
    expect(text).toContain("The cluster's name has to be typed, and whoever asked can't approve");
  });

  it("lets a person's words neither mention anybody nor grow without end", () => {
    const reason = 'see `x` "y" slack:T0LABTEAM/U0BOSS '.repeat(100);
    const { sections, summary } = operationCard(anOperation({ plan, reason }), context);
    const text = toTerminal(sections);
    expect(text.length).toBeLessThan(4_000);
    expect(text).not.toMatch(/slack:T0LABTEAM\/U0BOSS/);
    expect(summary).toBe('OP-3: Switch orders over from pg1 to s1?');
  });
});

describe('the card of one under way', () => {
  const running = (changes: Partial<Operation> = {}): Operation =>
    anOperation({
      state: 'running',
      startedAt: testNow - 1_000,
      approvals: [{ actor: 'slack:T0LABTEAM/U0DBA', at: testNow, planHash: '' }],
      steps: [
        aStepRecord({ intendedAt: testNow - 1_000, endedAt: testNow - 900 }),
        aStepRecord({
          step: 'stop',
          position: 1,
          state: 'intended',
          intendedAt: testNow - 900,
          endedAt: null,
        }),
      ],
      ...changes,
    });

  it('shows what is done, what it waits for, and how long that takes', () => {
    const { summary, sections } = operationCard(running(), {
      ...context,
      waitsFor: 'for pg1 to end its shutdown checkpoint',
    });
    const text = toTerminal(sections);
    expect(summary).toBe(
      'OP-3: switchover of orders from pg1 to s1 is under way: stop pg1 cleanly.',
    );
    expect(text).toContain('Under way: switchover of orders from pg1 to s1 · OP-3 · 1 s');
    expect(text).toContain('Approved by slack:T0LABTEAM/U0DBA.');
    expect(text).toContain('✓ checkpoint on pg1 · 100 ms');
    expect(text).toContain(
      '▶ stop pg1 cleanly · 900 ms · waits for pg1 to end its shutdown checkpoint',
    );
    expect(text).toContain('○ promote s1 · no way back from here');
    expect(text).toContain('every failure puts pg1 back in service');
  });

  it('shows a person what to run', () => {
    const [first, stop, ...rest] = aPlan().steps;
    if (first === undefined || stop === undefined) throw new Error('no steps');
    const plan = aPlan({ steps: [first, { ...stop, by: 'person' }, ...rest] });
    const text = textOf(running({ plan }));
    expect(text).toContain('To be run now · on pg1, by somebody who can\npg_ctl stop -m fast');
    expect(text).toContain('waits for somebody to do it on pg1');
  });

  it('shows each person their part alone, and nothing that pgrepl does itself', () => {
    const steps = [
      aStep('promote', { node: 's1', noReturn: true }),
      aStep('repoint:s2', { node: 's2', by: 'person', exact: ['ALTER'], byHand: ['on s2'] }),
      aStep('repoint:s3', { node: 's3', by: 'person', exact: ['on s3'] }),
    ];
    const records = steps.map(({ id }, position) =>
      aStepRecord({ step: id, position, state: 'intended', endedAt: null }),
    );
    const text = textOf(running({ plan: aPlan({ steps }), steps: records }));
    expect(text).toContain('To be run now · on s2, by somebody who can\non s2');
    expect(text).toContain('To be run now · on s3, by somebody who can\non s3');
    expect(text).not.toContain('ALTER');
  });

  it('says when there is no way back any more, or when nobody knows', () => {
    const promoted = (state: 'done' | 'intended'): string =>
      textOf(running({ steps: [aStepRecord({ step: 'promote', state })] }));
    expect(promoted('done')).toContain('The point of no return is behind it: s1 is the primary.');
    expect(promoted('intended')).toContain('Whether s1 is the primary by now is not known yet.');
  });

  it('shows what failed and what is taken back', () => {
    const text = textOf(
      running({
        steps: [
          aStepRecord({ step: 'stop', state: 'failed', result: 'pg1 did not stop in 30 s.' }),
          aStepRecord({
            step: 'undo:stop',
            position: 1,
            words: 'start pg1 again',
            result: 'pg1 is in service again.',
          }),
        ],
      }),
    );
    expect(text).toContain('what was done is being taken back');
    expect(text).toContain('✗ stop pg1 cleanly · 100 ms · pg1 did not stop in 30 s');
    expect(text).toContain('↩ start pg1 again · pg1 is in service again');
  });

  it('of an interrupted one shows what was found and the two ways on', () => {
    const interruption = {
      at: testNow,
      found: ['pg1 is stopped.', 's1 is a standby.'],
      pastNoReturn: false,
      goOn: 'go on with the promotion of s1',
      other: 'put pg1 back in service',
    };
    const text = textOf(running({ state: 'interrupted', interruption }));
    expect(text).toContain('[critical] Interrupted: switchover of orders from pg1 to s1');
    expect(text).toContain('pg1 is stopped.\ns1 is a standby.\ns1 was not promoted');
    expect(text).toContain('Go on: Go on with the promotion of s1.');
    expect(text).toContain('Go back: Put pg1 back in service.');
    const past = { ...interruption, pastNoReturn: true, other: 'close it' };
    expect(textOf(running({ state: 'interrupted', interruption: past }))).toContain(
      'Close: Close it.',
    );
  });
});

describe('the card of one that has ended', () => {
  const course = { plan: aPlan(), warnings: [], leftToDo: [], totalMs: 900 };
  const ended = (outcome: Operation['outcome'], startedAt: number | null = testNow): Operation =>
    anOperation({ state: 'ended', startedAt, endedAt: testNow, outcome, steps: [aStepRecord()] });

  it('shows the outcome, the downtime, the cluster and the commands that are left to run', () => {
    const left = { node: 's2', words: 'Point s2 at s1.', commands: ['SELECT pg_reload_conf()'] };
    const text = textOf(ended(completed({ ...course, leftToDo: [left], downtimeMs: 87 })));
    expect(text).toContain('[ok] Switchover of orders from pg1 to s1: completed · OP-3');
    expect(text).toContain('Write downtime: 87 ms at most; the whole of it took 900 ms.');
    expect(text).toContain('Left to do: s2 · Point s2 at s1.\nSELECT pg_reload_conf()');
    expect(text).toContain('The cluster now\npg1');
  });

  it('marks what did not go as planned', () => {
    const warned = completed({ ...course, warnings: ['s2 does not stream yet.'] });
    expect(textOf(ended(warned))).toContain('[warning] s2 does not stream yet.');
    const text = textOf(ended(aborted({ ...course, why: 'pg1 did not stop.' })));
    expect(text).toContain('[warning] Switchover of orders from pg1 to s1: aborted, the old');
  });

  it('shows no cluster and no steps for one that was never begun', () => {
    const rejected = { ...completed(course), kind: 'rejected', words: 'Rejected.' } as const;
    const text = textOf({ ...ended(rejected, null), steps: [] });
    expect(text).toContain('[unknown] Switchover of orders from pg1 to s1: rejected · OP-3');
    expect(text).not.toContain('The cluster now');
    expect(text).not.toContain('Steps');
  });
});
