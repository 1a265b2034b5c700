import { describe, expect, it } from 'vitest';
import { aNodeState, aPrimaryRole, aReceiver, lsn } from '../testing/observations.js';
import {
  aCascade,
  anAnswer,
  aStandbyOf,
  build,
  silenced,
  withRecords,
} from '../testing/clusters.js';

const before = build(aCascade());
const promoted = withRecords(
  aCascade().map((record) => (record.declaration.name === 'pg1' ? silenced(record) : record)),
  anAnswer('s1', aNodeState({ timeline: 2, role: aPrimaryRole('0/3000200') })),
);

describe('the fork of a timeline', () => {
  it('lies between what the promoted standby had replayed and what it wrote when first seen', () => {
    expect(before.fork).toBeNull();
    expect(build(promoted, { previous: before }).fork).toEqual({
      timeline: 2,
      notBefore: lsn('0/3000000'),
      notAfter: lsn('0/3000200'),
    });
  });

  it('does not move when the primary writes on, nor when it is silent', () => {
    const first = build(promoted, { previous: before });
    const later = withRecords(
      promoted,
      anAnswer('s1', aNodeState({ timeline: 2, role: aPrimaryRole('0/5000000') })),
    );
    const second = build(later, { previous: first });
    expect(second.fork).toEqual(first.fork);
    const silent = later.map((record) =>
      record.declaration.name === 's1' ? silenced(record) : record,
    );
    expect(build(silent, { previous: second }).fork).toEqual(first.fork);
  });

  it('has no lower bound where the promotion was not seen', () => {
    expect(build(promoted).fork).toEqual({
      timeline: 2,
      notBefore: null,
      notAfter: lsn('0/3000200'),
    });
  });

  it('is not told of a standby that merely replays a newer timeline', () => {
    const receiver = aReceiver({ senderHost: 'pg1.example', receivedTimeline: 2 });
    const records = withRecords(
      aCascade(),
      anAnswer('s2', aStandbyOf('pg1', { receiver }, { timeline: 2 })),
    );
    expect(build(records, { previous: before }).fork).toBeNull();
  });
});
