import { describe, expect, it } from 'vitest';

import { aStandbyOf, anAnswer } from '../testing/clusters.js';
import { aNodeState } from '../testing/observations.js';
import { aDeclaration } from '../testing/topologies.js';
import { newRecord } from '../records.js';
import { clusterIdentifier } from './facts.js';
import type { NodeRecord } from './model.js';

const primaryOf = (systemIdentifier: string): NodeRecord =>
  anAnswer(`p${systemIdentifier}`, aNodeState({ systemIdentifier }));
const standbyOf = (systemIdentifier: string): NodeRecord =>
  anAnswer(`s${systemIdentifier}`, aStandbyOf('x', {}, { systemIdentifier }));

describe('clusterIdentifier', () => {
  it('is the given one, whatever the nodes say', () => {
    expect(clusterIdentifier([primaryOf('2'), standbyOf('2')], '1')).toBe('1');
  });

  it('is not known before a node has answered', () => {
    expect(clusterIdentifier([newRecord(aDeclaration('s1'))], null)).toBeNull();
  });

  it('is the majority’s, against any number of primaries', () => {
    const records = [
      primaryOf('1'),
      primaryOf('1'),
      standbyOf('2'),
      standbyOf('2'),
      standbyOf('2'),
    ];
    expect(clusterIdentifier(records, null)).toBe('2');
  });

  it('is a primary’s between equals, and the first node’s between equals of those', () => {
    expect(clusterIdentifier([standbyOf('1'), primaryOf('2')], null)).toBe('2');
    expect(clusterIdentifier([primaryOf('1'), primaryOf('2')], null)).toBe('1');
    expect(clusterIdentifier([standbyOf('1'), standbyOf('2')], null)).toBe('1');
  });
});
