import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Finding } from '../replication/findings/model.js';
import { SelfWatch, selfFindings, type SelfSigns } from './self-watch.js';
import { IncidentKeeper } from './incident-keeper.js';
import { Journal } from './journal/journal.js';
import { FakeStore } from './testing/fake-store.js';

const well: SelfSigns = {
  storeDownSince: () => null,
  slackDownSince: () => null,
  silentChannels: () => [],
  storeLivesIn: () => null,
  clusters: () => [],
};

const kinds = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ kind, subject }) => (subject === null ? kind : `${kind} ${subject}`));

describe('what is wrong with pgrepl', () => {
  it('is nothing while all is well, or has only just begun not to be', () => {
    const signs = { ...well, storeDownSince: () => 9000, slackDownSince: () => 9000 };
    expect(selfFindings(well, 0, 10_000)).toEqual([]);
    expect(selfFindings(signs, 0, 10_000)).toEqual([]);
    expect(kinds(selfFindings(signs, 0, 10_500))).toEqual(['store-down', 'slack-unreachable']);
  });

  it('is not that Slack is not there yet just after the start', () => {
    const signs = { ...well, slackDownSince: () => 5_100 };
    expect(selfFindings(signs, 5_000, 14_999)).toEqual([]);
    expect(kinds(selfFindings(signs, 5_000, 15_000))).toEqual(['slack-unreachable']);
  });

  it('is that a channel takes no messages, and whom that concerns', () => {
    const refusal = { channel: '#orders', since: 1000, error: 'not_in_channel' };
    const signs = { ...well, silentChannels: () => [{ ...refusal, clusters: ['orders'] }] };
    expect(selfFindings(signs, 0, 2000)).toEqual([]);
    const [finding] = selfFindings(signs, 0, 61_000);
    expect(finding).toMatchObject({
      kind: 'channel-refuses',
      subject: '#orders',
      severity: 'critical',
      what: 'Slack has taken no message for #orders for 1 min (it says `not_in_channel`).',
    });
    expect(finding?.consequence).toContain('what pgrepl has to say of orders');
  });

  it('is that a cluster is not being watched, by the measure of its own schedule', () => {
    const clusters = [
      { cluster: 'often', evaluatedAt: 0, pollEveryMs: 2000 },
      { cluster: 'seldom', evaluatedAt: 0, pollEveryMs: 60_000 },
      { cluster: 'never', evaluatedAt: null, pollEveryMs: 2000 },
    ];
    const signs = { ...well, clusters: () => clusters };
    expect(kinds(selfFindings(signs, 10_000, 20_000))).toEqual(['not-watching often']);
    expect(kinds(selfFindings(signs, 10_000, 30_000))).toEqual([
      'not-watching often',
      'not-watching never',
    ]);
    expect(kinds(selfFindings(signs, 10_000, 180_000))).toHaveLength(3);
  });
});

describe('the watch over itself', () => {
  let now = 0;
  let signs: SelfSigns;
  let errors: string[];
  let watch: SelfWatch;

  beforeEach(() => {
    vi.useFakeTimers();
    now = 1_000_000;
    signs = well;
    errors = [];
    const say = (): void => undefined;
    const log = {
      debug: say,
      info: say,
      warn: say,
      error: (_: object, text: string) => errors.push(text),
    };
    const clock = { now: () => now };
    const store = new FakeStore();
    const journal = new Journal({ store, clock, log, holdMs: 10, retryMs: 10 });
    let id = 0;
    const keeper = new IncidentKeeper({
      cluster: 'pgrepl',
      channel: null,
      flapWindowMs: 60_000,
      escalation: null,
      quietHours: null,
      journal,
      newId: () => String((id += 1)),
    });
    watch = new SelfWatch({
      signs: {
        storeDownSince: () => signs.storeDownSince(),
        slackDownSince: () => signs.slackDownSince(),
        silentChannels: () => signs.silentChannels(),
        storeLivesIn: () => signs.storeLivesIn(),
        clusters: () => signs.clusters(),
      },
      keeper,
      clock,
      log,
      startedAt: now,
    });
    watch.start();
  });

  afterEach(async () => {
    await watch.stop();
    vi.useRealTimers();
  });

  async function pass(ms: number): Promise<void> {
    now += ms;
    await vi.advanceTimersByTimeAsync(ms);
  }

  it('says, and logs once, that the store lives in a cluster that it watches', async () => {
    await pass(3000);
    expect(watch.findings).toEqual([]);
    signs = { ...well, storeLivesIn: () => 'orders' };
    await pass(3000);
    expect(watch.findings).toMatchObject([
      { kind: 'store-in-watched-cluster', subject: 'orders', severity: 'warning' },
    ]);
    expect(errors).toEqual(['the store lives in a cluster that it watches']);
    signs = well;
    await pass(3000);
    expect(kinds(watch.findings)).toEqual(['store-in-watched-cluster orders']);
    expect(errors).toHaveLength(1);
  });

  it('goes on after a look that failed', async () => {
    signs = {
      ...well,
      clusters: () => {
        throw new Error('a bug');
      },
    };
    await pass(2000);
    expect(errors).toContain('pgrepl could not look at itself');
    signs = { ...well, slackDownSince: () => 0 };
    await pass(8000);
    expect(kinds(watch.findings)).toEqual(['slack-unreachable']);
  });
});
