import { describe, expect, it } from 'vitest';
import { stopwatch } from '../../test/support/stopwatch.js';
import { aPlan, anOperation, aStepRecord, aStep } from '../wording/testing/operations.js';
import { againstPromotion, againstReturn, otherPrimary } from './other-primaries.js';
import type { Look, NodePosition } from './ports.js';
import type { StepContext } from './steps/context.js';

const position = { inRecovery: false } as NodePosition;
const primary: Look = { kind: 'position', position };
const standby: Look = { kind: 'position', position: { ...position, inRecovery: true } };
const refused: Look = { kind: 'refused', detail: 'refused' };
const never = new Promise<Look>(() => undefined);

type Says = Readonly<Record<'pg1' | 's1' | 's2', Look | Promise<Look>>>;

const switchover = aPlan();
const promotion = aPlan({
  kind: 'promote',
  nodes: switchover.nodes.map((node) =>
    node.name === 'pg1' ? { ...node, reachable: false } : node,
  ),
  steps: [aStep('promote', { noReturn: true })],
});

function contextOf(plan: typeof switchover, says: Says, resumed = false): StepContext {
  return {
    plan,
    resumed,
    ways: (node: keyof Says) => ({
      actor: { look: () => Promise.resolve(says[node]) },
    }),
  } as unknown as StepContext;
}

async function tookMs(work: Promise<unknown>): Promise<number> {
  const took = stopwatch();
  await work;
  return took();
}

describe('a look at all nodes', () => {
  it('finds a third one that is a primary before the target of a switchover is promoted', async () => {
    const says = { pg1: refused, s1: standby, s2: primary };
    expect(await otherPrimary(contextOf(switchover, says))).toContain('s2 is a primary already');
    expect(await otherPrimary(contextOf(switchover, { ...says, s2: standby }))).toBeNull();
  });

  it('waits in an outage for none that has no part in it', async () => {
    const says = { pg1: refused, s1: standby, s2: never };
    const plain = contextOf(switchover, says);
    expect(await tookMs(otherPrimary(plain))).toBeLessThan(800);
    expect(
      await tookMs(againstPromotion(promotion.steps, contextOf(promotion, says))),
    ).toBeLessThan(800);
    const stopped = anOperation({ steps: [aStepRecord({ step: 'stop' })] });
    expect(await tookMs(againstReturn(stopped, plain))).toBeLessThan(800);
  });

  it('finds the old primary of a promotion up again, and is made for no other step', async () => {
    const alive = contextOf(promotion, { pg1: primary, s1: standby, s2: standby });
    expect(await againstPromotion(promotion.steps, alive)).toBe(
      's1 was not promoted: pg1 answers as a primary, and there must not be two',
    );
    expect(await againstPromotion([aStep('prepare-target')], alive)).toBeNull();
    const down = contextOf(promotion, { pg1: refused, s1: standby, s2: standby });
    expect(await againstPromotion(promotion.steps, down)).toBeNull();
  });

  it('keeps an old primary from being started where another took its place', async () => {
    const says = { pg1: refused, s1: standby, s2: primary };
    const stopped = anOperation({ steps: [aStepRecord({ step: 'stop' })] });
    expect(await againstReturn(stopped, contextOf(switchover, says))).toContain('s2 is a primary');
    // Nothing is started: what else was changed may be taken back.
    expect(await againstReturn(anOperation(), contextOf(switchover, says))).toBeNull();
    const silent: Look = { kind: 'silent', reason: 'timed-out', detail: 'too late' };
    const quiet = contextOf(switchover, { pg1: refused, s1: silent, s2: standby }, true);
    expect(await againstReturn(stopped, quiet)).toContain('s1 gives no answer (too late)');
  });
});
