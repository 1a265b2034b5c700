import { describe, expect, it } from 'vitest';

import type { PanelNode } from '../../../demo/panel-api.js';
import { type TreeNode, treeOf } from './tree.js';

const node = (name: string, upstream: string | null): PanelNode => ({
  name,
  role: upstream === null ? 'primary' : 'standby',
  process: 'running',
  link: 'ok',
  linkTo: upstream === null ? 'pgrepl' : 'upstream',
  replayPaused: false,
  upstream,
});

const names = (trees: readonly TreeNode[]): unknown[] =>
  trees.map(({ node: { name }, children }) => [name, ...names(children)]);

describe('treeOf', () => {
  it('puts each node below its upstream', () => {
    const nodes = [node('pg1', null), node('s1', 'pg1'), node('s2', 'pg1'), node('s3', 's1')];
    expect(names(treeOf(nodes))).toEqual([['pg1', ['s1', ['s3']], ['s2']]]);
  });

  it('loses no node over an unknown upstream or a ring', () => {
    expect(names(treeOf([node('s1', 'gone')]))).toEqual([['s1']]);
    expect(names(treeOf([node('a', 'b'), node('b', 'a')]))).toEqual([['a', ['b']]]);
  });
});
