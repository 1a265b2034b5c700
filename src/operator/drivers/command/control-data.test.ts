import { describe, expect, it } from 'vitest';
import { parseControlData } from './control-data.js';

const text = `pg_control version number:            1300
Catalog version number:               202209061
Database system identifier:           7412345678901234567
Database cluster state:               shut down
pg_control last modified:             Wed Nov 25 18:54:18 2026
Latest checkpoint location:           0/1749D38
Latest checkpoint's REDO location:    0/1749D38
Latest checkpoint's REDO WAL file:    000000030000000000000001
Latest checkpoint's TimeLineID:       3
Latest checkpoint's PrevTimeLineID:   2
`;

describe('what pg_controldata prints', () => {
  it('is read', () => {
    expect(parseControlData(text)).toEqual({
      kind: 'done',
      value: {
        state: 'shut down',
        checkpointLsn: 0x1749d38n,
        timeline: 3,
        systemIdentifier: '7412345678901234567',
      },
    });
  });

  it('is read between other lines, with any line ends, and with the line that 10 has besides', () => {
    const dressed = `*** Welcome: to db1 ***\r\n${text
      .replace(
        "Latest checkpoint's REDO l",
        "Prior checkpoint location:            0/1\nLatest checkpoint's REDO l",
      )
      .replaceAll('\n', '\r\n')}`;
    expect(parseControlData(dressed)).toMatchObject({
      kind: 'done',
      value: { state: 'shut down', checkpointLsn: 0x1749d38n },
    });
  });

  it.each(['in production', 'shut down in recovery', 'in archive recovery'])('says %s', (state) => {
    expect(parseControlData(text.replace('shut down', state))).toMatchObject({ value: { state } });
  });

  it('is not guessed at in another language', () => {
    expect(parseControlData(text.replace('shut down', 'heruntergefahren'))).toEqual({
      kind: 'failed',
      code: 'unreadable',
      detail: '"heruntergefahren" is no state of pg_controldata',
    });
    expect(
      parseControlData(text.replace('Database cluster state', 'Datenbank-Cluster-Status')),
    ).toMatchObject({
      detail: expect.stringContaining('LC_ALL=C') as string,
    });
  });

  it.each([
    ['', 'state'],
    [text.slice(0, text.indexOf('Latest')), 'location'],
    [text.slice(0, text.indexOf("Latest checkpoint's Time")), 'timeline'],
    [text.replace('7412345678901234567', ''), 'identifier'],
    [text.replace('0/1749D38', '1749D38'), 'location'],
  ])('is not taken when a part is missing', (partial, missing) => {
    expect(parseControlData(partial)).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining(missing) as string,
    });
  });
});
