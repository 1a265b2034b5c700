import { describe, expect, it } from 'vitest';
import { aReadiness, aReport, aResult } from '../../operations/doctor/testing/reports.js';
import { aSlot, testNow } from '../../replication/testing/observations.js';
import { aTopology, withNode } from '../../replication/testing/topologies.js';
import { whatIf } from '../../replication/whatif/what-if.js';
import { line, section } from '../../wording/sections.js';
import { anIncident, aSnapshot } from '../../wording/testing/incidents.js';
import { doctorJson } from './doctor-json.js';
import { statusJson } from './status-json.js';
import { whatIfJson } from './whatif-json.js';

const now = testNow + 500;
const parsed = (text: string): Record<string, unknown> =>
  JSON.parse(text) as Record<string, unknown>;

describe('what --json prints', () => {
  const healthy = withNode(aTopology(), 'pg1', { slots: [aSlot('s1', { retainedBytes: 16 })] });
  const silent = withNode(healthy, 's2', {
    reach: { kind: 'silent', reason: 'refused', detail: 'x', since: testNow - 2000, polls: 2 },
    senderRow: null,
    upstream: { kind: 'disconnected', last: 'pg1' },
  });
  const snapshot = aSnapshot({ topology: silent, incidents: [anIncident()], findings: [] });
  const status = parsed(statusJson({ clusters: [snapshot], self: [] }, now));

  it('is a version, a moment and clusters', () => {
    expect(status).toMatchObject({ version: 1, at: '2026-03-01T03:12:00.500Z' });
    expect(status['clusters']).toMatchObject([
      {
        cluster: 'orders',
        mark: 'critical',
        primary: { kind: 'one', node: 'pg1', timeline: 1 },
        commits: {
          kind: 'waiting-satisfied',
          spare: 1,
          synchronousStandbyNames: 'FIRST 1 (s1, s2)',
        },
        incidents: [{ incident: 'INC-7', severity: 'critical', acknowledgedBy: null }],
      },
    ]);
  });

  it('has a node with what is known of it, and null for what is not', () => {
    const [{ nodes } = { nodes: [] }] = status['clusters'] as readonly {
      nodes: readonly object[];
    }[];
    expect(nodes[0]).toEqual({
      node: 'pg1',
      role: 'primary',
      reach: 'answers',
      silentReason: null,
      silentSince: null,
      seenAt: '2026-03-01T03:12:00.000Z',
      serverVersion: '18.4',
      timeline: 1,
      otherSystem: false,
      upstream: null,
      syncState: null,
      replayPaused: null,
      writeLsn: '0/3000000',
      receivedLsn: null,
      replayLsn: null,
      lag: null,
      slots: [
        {
          name: 's1',
          kind: 'physical',
          active: true,
          temporary: false,
          retainedBytes: 16,
          safeWalSizeBytes: null,
          walStatus: 'reserved',
          invalidationReason: null,
          inactiveSince: null,
        },
      ],
    });
    expect(nodes[1]).toMatchObject({
      node: 's1',
      upstream: { kind: 'node', node: 'pg1' },
      lag: { replayBytes: 0, receiveBytes: 0, hopBytes: 0, timeMs: 0, atLeast: false },
    });
    expect(nodes[2]).toMatchObject({
      reach: 'silent',
      silentReason: 'refused',
      silentSince: '2026-03-01T03:11:58.000Z',
      upstream: { kind: 'disconnected', last: 'pg1' },
      lag: null,
      slots: null,
    });
  });

  it('has a cluster that was never seen', () => {
    const unseen = aSnapshot({ topology: null, incidents: [], findings: [] });
    expect(parsed(statusJson({ clusters: [unseen], self: [] }, now))['clusters']).toMatchObject([
      { mark: 'unknown', primary: null, commits: null, nodes: [] },
    ]);
  });

  it('has what doctor found', () => {
    const report = aReport({
      score: 85,
      troubles: [aResult('s1')],
      readiness: [aReadiness('s1', { impossible: 's1 is away.', ready: false })],
    });
    expect(parsed(doctorJson([report], now))['clusters']).toEqual([
      {
        cluster: 'orders',
        examinedAt: '2026-03-01T03:12:00.000Z',
        score: 85,
        checks: 40,
        passed: 40,
        results: [
          {
            check: 'fsync',
            group: 'commits',
            verdict: 'fail',
            node: 's1',
            evidence: 's1 has `fsync = off`.',
            why: 'A crash may damage it.',
            remedy: 'On s1: turn it on.',
          },
        ],
        notVisible: [],
        readiness: [
          {
            node: 's1',
            tried: 'switchover',
            ready: false,
            score: 100,
            impossible: 's1 is away.',
            behind: null,
            objections: [],
          },
        ],
        surveyed: ['pg1', 's1'],
        notSurveyed: [],
      },
    ]);
  });

  it('has what would happen, figures and words', () => {
    const outlook = whatIf(healthy, { down: ['s1'], promoted: null });
    const words = [section({ lines: [line('So it is.', 'warning')] })];
    const told = parsed(whatIfJson('orders', outlook, words, now));
    expect(told).toMatchObject({
      version: 1,
      cluster: 'orders',
      down: ['s1'],
      promoted: null,
      commits: { kind: 'go-on', required: 1, spare: 0, takenOverBy: ['s2'] },
      waitsForLost: true,
      receiving: ['s2'],
      cutOff: [{ node: 's3', upstream: 's1', indirectly: false, hasArchive: false }],
      kept: [{ node: 's1', upstream: 'pg1', kind: 'slot', slot: 's1', limit: { kind: 'disk' } }],
      survival: null,
      lines: [{ about: null, text: 'So it is.', mark: 'warning' }],
    });
    expect(told).not.toHaveProperty('after');
    const lost = whatIf(healthy, { down: ['pg1'], promoted: null });
    expect(parsed(whatIfJson('orders', lost, words, now))).toMatchObject({
      commits: { kind: 'no-primary' },
      survival: { kind: 'each', nodes: ['s1'] },
      heir: { node: 's1', hasAcknowledged: true },
    });
  });
});
