import { describe, expect, it } from 'vitest';
import { row } from './row.js';
import { figure, table } from './table.js';

describe('table', () => {
  it('shows figures with their unit, what is not measured, and aims met or missed', () => {
    const text = table([
      {
        name: 'one',
        title: 'A title',
        notes: ['how it was done'],
        rows: [
          row('good', 'ms', [1, 2, 3], 2),
          row('bad', 'ms', [30], 10),
          row('unknown', '%', null, 5),
        ],
      },
    ]);
    const lines = text.split('\n');
    expect(lines[2]).toBe('A title');
    expect(lines[3]).toMatch(/^ {2}good +2 ms +1 – 3 +3 +3 +2 ms met$/);
    expect(lines[4]).toMatch(/^ {2}bad +30 ms +1 +10 ms MISSED$/);
    expect(lines[5]).toMatch(/^ {2}unknown +not measured$/);
    expect(lines[6]).toBe('  · how it was done');
  });

  it('stands in columns', () => {
    const rows = [row('a', 'ms', [1, 2]), row('a longer name', 'MB', [100.4, 2000])];
    const lines = table([{ name: 's', title: 'S', notes: [], rows }]).split('\n');
    expect(lines[0]?.indexOf('runs')).toBe((lines[3]?.length ?? 0) - 'runs'.length + 0);
  });
});

describe('figure', () => {
  it.each([
    [0.1234, '0.12'],
    [12.34, '12.3'],
    [123.4, '123'],
    [5, '5'],
    [0, '0'],
  ])('%f becomes %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});
