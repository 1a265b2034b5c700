import { describe, expect, it } from 'vitest';
import { good, messages } from './testing/loaded.js';

describe('when people are told', () => {
  const withKeys = (defaults: string, cluster: string): string => `
defaults: { ${defaults} }
clusters:
  orders: { ${cluster}${cluster === '' ? '' : ', '}nodes: { pg1: { host: db1 } } }
`;

  it('lays the keys of an escalation over those of the defaults', () => {
    const [orders] = good(
      withKeys(
        'escalation: { after: 5min, mention: S0ONCALL }',
        'escalation: { after: 1min, times: 5 }',
      ),
    ).clusters;
    expect(orders?.escalation).toEqual({
      afterMs: 60_000,
      everyMs: 15 * 60_000,
      times: 5,
      mention: 'S0ONCALL',
    });
    expect(
      good(withKeys('escalation: { mention: S0ONCALL }', 'escalation: false')).clusters[0]
        ?.escalation,
    ).toBeNull();
    expect(messages(withKeys('', 'escalation: { after: 5min }')).join()).toContain(
      'say whom to call: mention: S0123ABCD',
    );
    expect(messages(withKeys('escalation: { mention: oncall }', '')).join()).toContain(
      'write the id of a user group, not its name',
    );
  });

  it('reads quiet hours and the time of the digest, with their time zones', () => {
    const [orders] = good(
      withKeys(
        "quiet_hours: { from: '22:00', to: '07:30', time_zone: Europe/Berlin }",
        "digest: { at: '08:00', time_zone: UTC, nothing_to_say: silence }",
      ),
    ).clusters;
    expect(orders?.quietHours).toEqual({ from: 1320, to: 450, timeZone: 'Europe/Berlin' });
    expect(orders?.digest).toEqual({ at: 480, timeZone: 'UTC', nothingToSay: 'silence' });
    const wrong = messages(
      withKeys("digest: { at: '8', time_zone: Berlin }", "quiet_hours: { from: '22:00' }"),
    ).join();
    expect(wrong).toContain('write a time of day such as "22:00"');
    expect(wrong).toContain('write a time zone such as Europe/Berlin');
  });
});
