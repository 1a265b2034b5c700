import { describe, expect, it } from 'vitest';
import type { WalSender } from '../observation.js';
import {
  aCascade,
  aStandbyOf,
  anAnswer,
  build,
  silenced,
  viewOf,
  withRecords,
} from '../testing/clusters.js';
import { aNodeState, aPrimaryRole, aWalSender, lsn } from '../testing/observations.js';
import type { NodeRecord, Topology } from './model.js';

const cluster = aCascade();
const [s1, s3] = [cluster[1], cluster[3]];
if (s1 === undefined || s3 === undefined) throw new Error('no cluster');
const before = build(cluster);

const pg1At = (at: string, ...walSenders: readonly WalSender[]): NodeRecord =>
  anAnswer(
    'pg1',
    aNodeState({ role: aPrimaryRole(at), walSenders: [aWalSender('s2'), ...walSenders] }),
  );

/** pg1's answer, with s1 silent. */
const then = (previous: Topology, pg1: NodeRecord): Topology =>
  build(withRecords(cluster, pg1, silenced(s1)), { previous });

const boundOf = (topology: Topology, name = 's1'): unknown => viewOf(topology, name).mayHaveUpTo;

describe('how much more a silent standby may have received', () => {
  it('is nothing that was written after it was first seen that nobody feeds it', () => {
    const gone = then(before, pg1At('0/5000000'));
    expect(boundOf(gone)).toBe(lsn('0/5000000'));
    expect(boundOf(then(gone, pg1At('0/9000000')))).toBe(lsn('0/5000000'));
  });

  it('is no question while it answers, or is fed', () => {
    expect(boundOf(before)).toBeNull();
    const gone = then(before, pg1At('0/5000000'));
    const fed = then(gone, pg1At('0/6000000', aWalSender('s1')));
    expect(boundOf(fed)).toBeNull();
    expect(boundOf(then(fed, pg1At('0/7000000')))).toBe(lsn('0/7000000'));
  });

  it('is not known while its source is silent, too', () => {
    const pg1 = cluster[0] ?? expect.fail('no primary');
    const blind = then(before, silenced(pg1));
    expect(boundOf(blind)).toBeNull();
    expect(boundOf(then(blind, pg1At('0/7000000')))).toBe(lsn('0/7000000'));
  });

  it('is not known while somebody is fed there who may be this one', () => {
    const gone = then(before, pg1At('0/5000000'));
    const other = aWalSender('walreceiver');
    expect(boundOf(then(gone, pg1At('0/6000000', other)))).toBeNull();
  });

  it('is what its own source had, below a cascade, and what the primary had', () => {
    const above = anAnswer('s1', aStandbyOf('pg1', { receiveLsn: lsn('0/4000000') }));
    const records = withRecords(cluster, pg1At('0/3800000', aWalSender('s1')), above, silenced(s3));
    expect(boundOf(build(records, { previous: before }), 's3')).toBe(lsn('0/4000000'));
  });
});
