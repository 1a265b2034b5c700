import { describe, expect, it } from 'vitest';
import { anOperation } from '../../wording/testing/operations.js';
import { CardPace } from './card-pace.js';

describe('CardPace', () => {
  it('lets another state go at once, and what moves within one once a second', () => {
    const pace = new CardPace();
    const requested = anOperation();
    expect(pace.isNews(requested)).toBe(true);
    expect(pace.readyAt(requested)).toBe(0);
    pace.show(requested, 5_000);
    expect(pace.isNews(requested)).toBe(false);
    expect(pace.readyAt(requested)).toBe(6_000);

    const approval = { actor: 'slack:T1/U2', at: 1, planHash: 'h' };
    expect(pace.readyAt({ ...requested, approvals: [approval] })).toBe(0);
    expect(pace.readyAt({ ...requested, planVersion: 2 })).toBe(0);
    const running = { ...requested, state: 'running' as const };
    expect(pace.readyAt(running)).toBe(0);
    pace.show(running, 5_100);
    expect(pace.readyAt(running)).toBe(6_100);
    expect(pace.readyAt({ ...running, state: 'ended' })).toBe(0);
    expect(pace.readyAt(anOperation({ id: 'another' }))).toBe(0);
  });
});
