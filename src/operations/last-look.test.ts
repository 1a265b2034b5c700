import { describe, expect, it } from 'vitest';
import { aCheck, aPlan, aStep } from '../wording/testing/operations.js';
import {
  oldPrimaryExpected,
  unplannedPrimaries,
  whyNotPromote,
  whyNotReturn,
  type OldPrimaryExpected,
} from './last-look.js';
import type { Look } from './node-actor.js';
import type { Plan } from './plan-model.js';
import { aStandbyLook, silentLook, somePosition } from './testing/looks.js';

const primary: Look = { kind: 'position', position: somePosition };
const standby = aStandbyLook;
const silent = silentLook;
const refused: Look = { kind: 'refused', detail: 'refused' };

const looks = (pg1: Look, s1: Look, s2: Look): ReadonlyMap<string, Look> =>
  new Map([
    ['pg1', pg1],
    ['s1', s1],
    ['s2', s2],
  ]);

const fence = (by: 'sql' | 'command' | 'person'): Plan['steps'][number] =>
  aStep('fence', { action: { kind: 'fence' }, by });
/** Promote s1 in place of pg1, which was seen, or was not. */
const promotion = (reachable: boolean, changes: Partial<Plan> = {}): Plan => {
  const plan = aPlan({ kind: 'promote' });
  const nodes = plan.nodes.map((node) => (node.name === 'pg1' ? { ...node, reachable } : node));
  return { ...plan, nodes, steps: [aStep('promote', { noReturn: true })], ...changes };
};

describe('what a promotion expects of the old primary', () => {
  const forced = { checks: [aCheck({ id: 'primary-state', verdict: 'block', forceable: true })] };
  it.each<readonly [OldPrimaryExpected, Plan]>([
    ['refusing', promotion(false)],
    ['silent', promotion(false, forced)],
    ['silent', promotion(true)],
    ['silent', promotion(false, { primary: null, ...forced })],
    ['fenced', promotion(false, { steps: [fence('command')] })],
    ['stopped', promotion(true, { steps: [fence('person')] })],
    ['locked-out', promotion(true, { steps: [fence('sql')] })],
  ])('is %s', (expected, plan) => {
    expect(oldPrimaryExpected(plan)).toBe(expected);
  });
});

describe('the last look before a promotion', () => {
  it.each<readonly [OldPrimaryExpected, Look]>([
    ['refusing', refused],
    ['refusing', standby],
    ['refusing', silent('hot-standby-off')],
    ['stopped', refused],
    ['stopped', silent('timed-out')],
    ['fenced', silent('authentication')],
    ['fenced', silent('starting-up')],
    ['locked-out', primary],
    ['silent', silent('too-many-connections')],
    ['silent', silent('timed-out')],
  ])('goes ahead where it is %s as it was to be (%o)', (expected, pg1) => {
    expect(whyNotPromote(promotion(false), looks(pg1, standby, standby), expected)).toBeNull();
  });

  it.each<readonly [OldPrimaryExpected, Look, string]>([
    ['refusing', primary, 'pg1 answers as a primary'],
    ['refusing', silent('starting-up'), 'pg1 runs again (it says starting-up)'],
    ['refusing', silent('timed-out'), 'pg1 refused connections when this was approved'],
    ['stopped', primary, 'pg1 answers as a primary'],
    ['stopped', silent('starting-up'), 'pg1 runs again'],
    ['fenced', primary, 'pg1 answers as a primary'],
    ['silent', primary, 'pg1 answers as a primary'],
  ])('holds where it was to be %s and is not (%o)', (expected, pg1, why) => {
    const plan = promotion(false);
    expect(whyNotPromote(plan, looks(pg1, standby, standby), expected)).toContain(why);
  });

  it.each<OldPrimaryExpected>(['refusing', 'stopped', 'fenced', 'locked-out', 'silent'])(
    'holds where another is a primary, be the old one %s',
    (expected) => {
      const plan = promotion(false);
      expect(whyNotPromote(plan, looks(refused, standby, primary), expected)).toBe(
        's2 is a primary already, and there must not be two',
      );
    },
  );
});

describe('the last look before the old primary is started again', () => {
  const plan = aPlan();
  it.each<readonly [string, ReadonlyMap<string, Look>, boolean, string | null]>([
    ['nobody is one', looks(refused, standby, standby), true, null],
    ['it serves itself', looks(primary, standby, standby), true, null],
    ['the target is stopped', looks(refused, refused, standby), true, null],
    ['the target was silent all along', looks(refused, silent('timed-out'), standby), false, null],
    ['another is silent', looks(refused, standby, silent('timed-out')), true, null],
    ['the target is one', looks(refused, primary, standby), false, 's1 is a primary already'],
    ['another is one', looks(refused, standby, primary), false, 's2 is a primary already'],
    [
      'the target is silent after an interruption',
      looks(refused, silent('timed-out'), standby),
      true,
      's1 gives no answer (it says timed-out): it may have been promoted meanwhile',
    ],
  ])('where %s', (_what, seen, resumed, why) => {
    const said = whyNotReturn(plan, seen, resumed);
    if (why === null) expect(said).toBeNull();
    else expect(said).toContain(why);
  });
});

it('tells whose being a primary a plan has not counted on', () => {
  const seen = looks(primary, standby, primary);
  expect(unplannedPrimaries(aPlan(), seen)).toEqual(['s2']);
  expect(unplannedPrimaries(promotion(false), seen)).toEqual(['pg1', 's2']);
  const fenced = { steps: [fence('command')] };
  expect(unplannedPrimaries(promotion(true, fenced), seen)).toEqual(['s2']);
  expect(unplannedPrimaries(promotion(false, fenced), seen)).toEqual(['pg1', 's2']);
  expect(unplannedPrimaries(aPlan(), looks(refused, primary, standby))).toEqual([]);
});
