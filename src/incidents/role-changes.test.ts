import { describe, expect, it } from 'vitest';
import { testNow } from '../replication/testing/observations.js';
import { anOperation } from '../wording/testing/operations.js';
import { changeBursts, type RecordedChange } from './role-changes.js';

const at = (secondsAgo: number, text: string, cluster = 'orders'): RecordedChange => ({
  cluster,
  at: testNow - secondsAgo * 1_000,
  text,
});
const textsOf = (changes: readonly RecordedChange[]): unknown =>
  changeBursts(changes, [], 0).map(({ texts }) => texts);

describe('changes of roles', () => {
  it('stand together where they came together, in each cluster by itself', () => {
    const newestFirst = [
      at(100, 'late'),
      at(190, 'third'),
      at(195, 'else', 'other'),
      at(250, 'second'),
      at(310, 'first'),
    ];
    expect(textsOf(newestFirst)).toEqual([['late'], ['else'], ['first', 'second', 'third']]);
    expect(changeBursts(newestFirst, [], 0).map((burst) => burst.at)).toEqual([
      testNow - 100_000,
      testNow - 195_000,
      testNow - 310_000,
    ]);
    expect(textsOf([])).toEqual([]);
  });

  it('are told with the operation that was under way, and without one only if that is known', () => {
    const [startedAt, endedAt] = [testNow - 300_000, testNow - 290_000];
    const operation = anOperation({ state: 'ended', startedAt, endedAt });
    const during = (secondsAgo: number, operations = [operation], since = 0): unknown =>
      changeBursts([at(secondsAgo, 'x')], operations, since)[0]?.during;
    expect(during(295)).toBe(operation);
    expect(during(231)).toBe(operation);
    expect(during(229)).toBe('none');
    expect(during(301)).toBe('none');
    expect(during(10, [anOperation({ startedAt })])).toMatchObject({ endedAt: null });
    expect(during(295, [anOperation({ startedAt: null })])).toBe('none');
    expect(during(295, [{ ...operation, cluster: 'other' }])).toBe('none');
    expect(during(295, [], testNow - 294_000)).toBe('unknown');
  });
});
