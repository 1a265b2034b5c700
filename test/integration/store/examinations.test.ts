import { describe, expect, it } from 'vitest';
import { t0 } from './support/changes.js';
import { operationsAt, places } from './support/operations-at.js';

describe.each(places)('examinations in a store that is %s', (kind) => {
  const place = operationsAt(kind);

  it('keeps the last one of each cluster', async () => {
    const { examinations } = place.store;
    expect(await examinations.read('orders')).toBeNull();
    const first = {
      at: t0,
      score: 87,
      wrong: [
        { check: 'fsync', node: 's1', weight: 3 },
        { check: 'clocks', node: null, weight: 1 },
      ],
      ready: ['s1'],
    };
    await examinations.write('orders', first);
    await examinations.write('billing', { ...first, score: 12 });
    expect(await examinations.read('orders')).toEqual(first);
    const second = { at: t0 + 1, score: 100, wrong: [], ready: [] };
    await examinations.write('orders', second);
    expect(await examinations.read('orders')).toEqual(second);
    expect(await examinations.read('billing')).toMatchObject({ score: 12 });
  });
});
