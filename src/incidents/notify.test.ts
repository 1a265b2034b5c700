import { describe, expect, it } from 'vitest';
import type { Finding } from '../replication/findings/model.js';
import { testNow } from '../replication/testing/observations.js';
import type { Incident } from './model.js';
import type { Notice } from './notify.js';
import { notices } from './notify.js';
import { reduceIncidents } from './reduce.js';
import { aFinding } from './testing/findings.js';

const policy = { graceMs: 3000, flapWindowMs: 600_000 };

/** What reaches the channel, written short: `root:opened`, `thread:resolved`, `channel:worsened`. */
class Channel {
  #incidents: readonly Incident[] = [];
  #ids = 0;

  step(active: readonly Finding[], atMs: number): readonly Notice[] {
    const now = testNow + atMs;
    const { incidents, changes } = reduceIncidents({
      cluster: 'orders',
      now,
      incidents: this.#incidents,
      active,
      flapWindowMs: policy.flapWindowMs,
      newId: () => {
        this.#ids += 1;
        return `id-${this.#ids}`;
      },
    });
    this.#incidents = incidents;
    return changes.flatMap((change) => notices(change, now, policy));
  }

  short(active: readonly Finding[], atMs: number): readonly string[] {
    return this.step(active, atMs).map((notice) => {
      const where = notice.kind === 'thread' && notice.broadcast ? 'channel' : notice.kind;
      return `${where}:${notice.reason}`;
    });
  }
}

const s1 = aFinding('s1');
const critical = aFinding('s1', { severity: 'critical' });
const late = (sinceMs: number): Finding =>
  aFinding('s3', { causes: ['node:s1'], since: testNow + sinceMs });

describe('notices', () => {
  it('posts the first message alone', () => {
    expect(new Channel().short([s1], 0)).toEqual(['root:opened']);
  });

  it('only edits it as one cause shows itself, and says later changes in the thread', () => {
    const channel = new Channel();
    channel.step([s1], 0);
    expect(channel.short([s1, late(2000)], 2000)).toEqual(['root:finding-added']);
    expect(channel.short([s1], 60_000)).toEqual(['root:finding-cleared', 'thread:finding-cleared']);
  });

  it('shows the channel what becomes critical and what ends being so', () => {
    const channel = new Channel();
    channel.step([s1], 0);
    expect(channel.short([critical], 60_000)).toEqual(['root:worsened', 'channel:worsened']);
    expect(channel.short([s1], 70_000)).toEqual(['root:eased', 'channel:eased']);
    expect(channel.short([], 80_000)).toEqual(['root:resolved', 'thread:resolved']);
    const other = new Channel();
    other.step([critical], 0);
    expect(other.short([], 80_000)).toEqual(['root:resolved', 'channel:resolved']);
    expect(other.short([{ ...critical, since: testNow + 90_000 }], 90_000)).toEqual([
      'root:reopened',
      'channel:reopened',
    ]);
  });

  it('tells a finding once, although it is added and makes the incident critical', () => {
    const channel = new Channel();
    channel.step([s1], 0);
    const hang = aFinding('pg1', {
      kind: 'commits-hang',
      key: 'orders/commits-hang',
      severity: 'critical',
      causes: ['node:s1'],
      what: 'Commits hang.',
    });
    const line = channel.step([s1, hang], 60_000).find(({ kind }) => kind === 'thread');
    expect(line).toMatchObject({ text: 'Critical now: Commits hang.' });
  });

  it('edits the first message for figures, and says nothing', () => {
    const channel = new Channel();
    channel.step([s1], 0);
    const moved = aFinding('s1', { what: 'Standby s1 is down, 2 GB behind.' });
    expect(channel.short([moved], 40_000)).toEqual(['root:figures-changed']);
  });

  it('says in both places that two incidents have become one', () => {
    const channel = new Channel();
    channel.step([s1], 0);
    channel.step([s1, aFinding('s2')], 10_000);
    const bridge = aFinding('s3', { causes: ['node:s1', 'node:s2'] });
    const told = channel.step([s1, aFinding('s2'), bridge], 20_000);
    expect(told.map(({ kind, reason }) => `${kind}:${reason}`)).toEqual([
      'root:merged',
      'thread:merged',
      'root:merged',
      'thread:merged',
    ]);
    expect(new Set(told.map(({ incidentId }) => incidentId)).size).toBe(2);
  });

  it('does not call critical again what another incident had told before they became one', () => {
    const channel = new Channel();
    channel.step([s1], 0);
    const lost = aFinding('pg1', { severity: 'critical' });
    channel.step([s1, lost], 60_000);
    const bridge = aFinding('s3', { causes: ['node:s1', 'node:pg1'] });
    const told = channel.step([s1, lost, bridge], 70_000);
    expect(told.filter((notice) => notice.kind === 'thread' && notice.broadcast)).toEqual([]);
  });

  it('keeps a flapping incident out of the thread until it is steady', () => {
    const channel = new Channel();
    const told: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      const atMs = round * 20_000;
      told.push(...channel.short([{ ...s1, since: testNow + atMs }], atMs));
      told.push(...channel.short([], atMs + 10_000));
    }
    expect(told.filter((each) => each === 'root:opened')).toHaveLength(1);
    // Back for the third time says so once; from then on only the first message changes.
    expect(told.filter((each) => !each.startsWith('root:'))).toEqual([
      'thread:resolved',
      'thread:reopened',
      'thread:resolved',
      'thread:reopened',
      'thread:resolved',
      'thread:reopened',
    ]);
    expect(told.slice(-2)).toEqual(['root:flapping', 'root:flapping']);
  });

  it('lets trouble of a new kind be heard even then', () => {
    const channel = new Channel();
    for (let round = 0; round < 5; round += 1) {
      const atMs = round * 20_000;
      channel.step([{ ...s1, since: testNow + atMs }], atMs);
      channel.step([], atMs + 10_000);
    }
    const since = testNow + 100_000;
    channel.step([{ ...s1, since }], 100_000);
    const hang = aFinding('pg1', {
      kind: 'commits-hang',
      key: 'orders/commits-hang',
      severity: 'critical',
      causes: ['node:s1'],
      since,
    });
    expect(channel.short([{ ...s1, since }, hang], 102_000)).toEqual([
      'root:worsened',
      'channel:worsened',
    ]);
  });

  it('lets known trouble that becomes critical be heard even then', () => {
    const channel = new Channel();
    for (let round = 0; round < 5; round += 1) {
      const atMs = round * 20_000;
      channel.step([{ ...s1, since: testNow + atMs }], atMs);
      channel.step([], atMs + 10_000);
    }
    channel.step([{ ...s1, since: testNow + 100_000 }], 100_000);
    expect(channel.short([{ ...critical, since: testNow + 100_000 }], 104_000)).toEqual([
      'root:worsened',
      'channel:worsened',
    ]);
  });

  it('never hides what is critical and was away for a while', () => {
    const channel = new Channel();
    for (let round = 0; round < 5; round += 1) {
      const atMs = round * 20_000;
      channel.step([{ ...critical, since: testNow + atMs }], atMs);
      channel.step([], atMs + 10_000);
    }
    const soon = { ...critical, since: testNow + 100_000 };
    expect(channel.short([soon], 100_000)).toEqual(['root:flapping']);
    channel.step([], 110_000);
    const later = { ...critical, since: testNow + 180_000 };
    expect(channel.short([later], 180_000)).toEqual(['root:flapping', 'channel:reopened']);
  });

  it('shows the channel further critical trouble of an incident that is critical already', () => {
    const channel = new Channel();
    channel.step([critical], 0);
    const split = aFinding('pg1', {
      kind: 'several-primaries',
      key: 'orders/several-primaries',
      severity: 'critical',
      causes: ['node:s1'],
    });
    expect(channel.short([critical, split], 60_000)).toEqual([
      'root:finding-added',
      'channel:finding-added',
    ]);
  });

  it('speaks again once it has been steady', () => {
    const channel = new Channel();
    for (let round = 0; round < 5; round += 1) {
      const atMs = round * 20_000;
      channel.step([{ ...s1, since: testNow + atMs }], atMs);
      channel.step([], atMs + 10_000);
    }
    channel.step([{ ...s1, since: testNow + 100_000 }], 100_000);
    const steady = { ...s1, since: testNow + 100_000 };
    expect(channel.short([steady, late(800_000)], 800_000)).toEqual([
      'root:finding-added',
      'thread:finding-added',
    ]);
  });
});
