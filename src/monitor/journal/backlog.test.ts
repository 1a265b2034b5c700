import { describe, expect, it } from 'vitest';
import type { StoreChange } from '../../incidents/record.js';
import { Backlog } from './backlog.js';

const line = (id: string): StoreChange => ({
  kind: 'timeline',
  entry: {
    id,
    incidentId: 'a',
    at: 1,
    kind: 'note',
    text: id,
    findingKey: null,
    source: 'pgrepl',
    message: null,
  },
});

const memory = (lastPrimary: string): StoreChange => ({
  kind: 'cluster',
  memory: { cluster: 'orders', systemIdentifier: null, contract: null, lastPrimary },
});

describe('the backlog', () => {
  it('keeps the last state of a thing, in the place of the first', () => {
    const backlog = new Backlog();
    backlog.add([memory('pg1'), line('a')]);
    backlog.add([memory('s1')]);
    expect(backlog.all()).toEqual([memory('s1'), line('a')]);
  });

  it('does not forget a state that is newer than the confirmed one', () => {
    const backlog = new Backlog();
    const before = memory('pg1');
    backlog.add([before]);
    const after = memory('s1');
    backlog.add([after]);
    backlog.confirm([before]);
    expect(backlog.all()).toEqual([after]);
    backlog.confirm([after]);
    expect(backlog.size).toBe(0);
  });

  it('keeps each time of watching, at its last state', () => {
    const backlog = new Backlog();
    const watched = (from: number, at: number): StoreChange => ({
      kind: 'watched',
      watched: { cluster: 'orders', from, at },
    });
    backlog.add([watched(1, 2), watched(1, 3), watched(7, 7)]);
    expect(backlog.all()).toEqual([watched(1, 3), watched(7, 7)]);
  });

  it('gives up the oldest lines of timelines beyond its bound, and nothing else', () => {
    const backlog = new Backlog(2);
    backlog.add([line('a'), memory('pg1'), line('b'), line('c')]);
    backlog.add([line('d')]);
    expect(backlog.all()).toEqual([memory('pg1'), line('c'), line('d')]);
    expect(backlog.lost).toBe(2);
    backlog.confirm(backlog.all());
    expect(backlog.lost).toBe(0);
    backlog.add([line('e'), line('f')]);
    expect(backlog.size).toBe(2);
  });
});
