import { describe, expect, it } from 'vitest';

import { aStandbyView, aTopology } from '../testing/topologies.js';
import { branchBelow, nodeNamed } from './walk.js';

describe('branchBelow', () => {
  it('finds everybody below, nearest first', () => {
    expect(branchBelow(aTopology(), 'pg1')).toEqual(['s1', 's2', 's3']);
    expect(branchBelow(aTopology(), 's1')).toEqual(['s3']);
    expect(branchBelow(aTopology(), 's3')).toEqual([]);
    expect(branchBelow(aTopology(), 'nobody')).toEqual([]);
  });

  it('ends in a ring', () => {
    const ring = aTopology({ nodes: [aStandbyView('a', 'b'), aStandbyView('b', 'a')] });
    expect(branchBelow(ring, 'a')).toEqual(['b']);
  });
});

it('finds a node by its name', () => {
  expect(nodeNamed(aTopology(), 's2')?.name).toBe('s2');
  expect(nodeNamed(aTopology(), 'S2')).toBeUndefined();
});
