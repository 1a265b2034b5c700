import { describe, expect, it } from 'vitest';
import { aTopology, withNode } from '../../../replication/testing/topologies.js';
import { found, told, type ContextChanges } from '../testing/contexts.js';
import { hotStandby } from './hot-standby.js';

describe('hot-standby', () => {
  it('warns of a cold standby, advises a primary that would be one', () => {
    const changes: ContextChanges = {
      topology: withNode(aTopology(), 's2', { reach: { kind: 'cold', since: 0 } }),
      surveys: { pg1: { settings: { hot_standby: 'off' } }, s2: null },
    };
    expect(found(hotStandby, changes)).toEqual(['warn s2', 'advice pg1']);
    const words = told(hotStandby, changes);
    expect(words).toContain('pgrepl sees it from its upstream alone');
    expect(words).toContain('as a standby it could not be queried');
  });
});
