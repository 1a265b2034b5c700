import { describe, expect, it } from 'vitest';
import { aStep } from '../wording/testing/operations.js';
import { groupsOf, nextMove, type GroupResult } from './after-group.js';

const stop = aStep('stop', { group: 1 });
const promote = aStep('promote', { group: 2, noReturn: true });
const repoint = aStep('repoint:s2', { group: 2 });

const came = (...kinds: readonly GroupResult['kind'][]): readonly GroupResult[] =>
  kinds.map((kind, index) => ({ step: index === 0 ? promote : repoint, kind }));

describe('nextMove', () => {
  it.each(['failed', 'unknown'] as const)('puts back after a step that is %s before', (kind) => {
    expect(nextMove([{ step: stop, kind }], false)).toBe('undo');
  });

  it('goes on after a fence in vain, if that was accepted', () => {
    const fence = aStep('fence', { group: 0, action: { kind: 'fence', mayFail: true } });
    expect(nextMove([{ step: fence, kind: 'failed' }], false)).toBe('go-on');
    const needed = aStep('fence', { group: 0, action: { kind: 'fence' } });
    expect(nextMove([{ step: needed, kind: 'failed' }], false)).toBe('undo');
  });

  it('goes on after a step that is done', () => {
    expect(nextMove([{ step: stop, kind: 'done' }], false)).toBe('go-on');
  });

  it.each([
    [came('done', 'done'), 'go-on'],
    // The cluster has its primary; who does not follow is told of.
    [came('done', 'failed'), 'go-on'],
    [came('done', 'unknown'), 'go-on'],
    [came('failed', 'done'), 'undo'],
    // It may still become a primary: the old one must not be started beside it.
    [came('unknown', 'done'), 'stand'],
    [came('unknown', 'failed'), 'stand'],
  ] as const)('decides by the promotion alone in its group: %#', (results, move) => {
    expect(nextMove(results, false)).toBe(move);
  });

  it('never goes back beyond the point of no return', () => {
    expect(nextMove([{ step: repoint, kind: 'failed' }], true)).toBe('go-on');
  });
});

it('keeps the order within and between groups', () => {
  expect(groupsOf([promote, stop, repoint]).map((group) => group.map(({ id }) => id))).toEqual([
    ['stop'],
    ['promote', 'repoint:s2'],
  ]);
});
