import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startCluster } from '../../../lab/postgres/cluster.js';
import type { LabCluster } from '../../../lab/postgres/cluster.js';
import { installedMajor } from '../../../lab/postgres/majors.js';
import type { LabNode } from '../../../lab/postgres/node.js';
import type { Lsn } from '../../../src/replication/lsn.js';
import { formatLsn, lsnDiffBytes, maxLsn, parseLsn } from '../../../src/replication/lsn.js';
import { Random } from '../../../src/replication/testing/random.js';
import { awaitedSegment } from '../../../src/replication/topology/awaited-segment.js';
import { segmentOf, walFileStart } from '../../../src/replication/wal-file.js';

const seed = 20_260_301;

/** Positions of every size, on and beside the borders of segments and of the halves. */
function positions(count: number): readonly Lsn[] {
  const random = new Random(seed);
  const borders = ['0/0', '0/1', '0/FFFFFF', '0/1000000', '0/FFFFFFFF', '1/0', 'FFFFFFFF/FFFFFFFF'];
  const texts = Array.from({ length: count - borders.length }, () => {
    const bits = (most: number): bigint => {
      const wide =
        BigInt(random.integer(0, 0xffff)) * 0x1_0000n + BigInt(random.integer(0, 0xffff));
      return wide >> BigInt(32 - random.integer(0, most));
    };
    const lower = random.pick([0, 1, 2]) === 0 ? bits(8) << 24n : bits(32);
    const upper = bits(random.pick([0, 8, 32]));
    return `${upper.toString(16)}/${lower.toString(16)}`;
  });
  return [...borders, ...texts].map(position);
}

function position(text: string): Lsn {
  const lsn = parseLsn(text);
  if (lsn === undefined) throw new Error(`no position: ${text}`);
  return lsn;
}

describe(`WAL positions, held against PostgreSQL ${installedMajor}`, () => {
  let cluster: LabCluster;
  let server: LabNode;
  const chosen = positions(300);

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {} } });
    server = cluster.firstPrimary;
  });

  afterAll(() => cluster.stop());

  it('are told apart, subtracted and written as the server does it', async () => {
    const random = new Random(seed);
    const pairs = chosen.map((a) => [a, random.pick(chosen)] as const);
    const rows = await server.sql<{ difference: string; later: string; text: string }>(
      `SELECT pg_wal_lsn_diff(a, b)::text AS difference, greatest(a, b)::text AS later, a::text AS text
         FROM unnest($1::pg_lsn[], $2::pg_lsn[]) WITH ORDINALITY AS t (a, b, number) ORDER BY number`,
      [pairs.map(([a]) => formatLsn(a)), pairs.map(([, b]) => formatLsn(b))],
    );
    const ours = pairs.map(([a, b]) => ({
      // Beyond 2^53 bytes (8 PiB of WAL) a number is rounded, the server's numeric is not.
      difference: String(lsnDiffBytes(a, b)),
      later: formatLsn(maxLsn(a, b) ?? a),
      text: formatLsn(a),
    }));
    const rounded = rows.map((row) => ({ ...row, difference: String(Number(row.difference)) }));
    expect(ours).toEqual(rounded);
  });

  it.each([
    '',
    '0',
    '/',
    '0/',
    '/0',
    '0/0/0',
    '123456789/0',
    '0/123456789',
    '0x1/0',
    'G/0',
    '-1/0',
    ' 0/0',
    '0/0 ',
    '00000000/0',
    'ab/CD',
    '１/0',
  ])('%j is a position or none', async (text) => {
    const taken = await server.sql('SELECT $1::text::pg_lsn', [text]).then(
      () => true,
      () => false,
    );
    expect(parseLsn(text) !== undefined).toBe(taken);
  });

  it('lie in the file that the server names', async () => {
    const segmentBytes = 16 * 1024 ** 2;
    // Up to 16 pg_walfile_name() calls a border the end of the file before it, and never its begin.
    const inside = chosen.map((lsn) => (lsn - (lsn % BigInt(segmentBytes)) + 4096n) as Lsn);
    const rows = await server.sql<{ file: string }>(
      `SELECT pg_walfile_name(lsn) AS file
         FROM unnest($1::pg_lsn[]) WITH ORDINALITY AS t (lsn, number) ORDER BY number`,
      [inside.map(formatLsn)],
    );
    for (const [index, { file }] of rows.entries()) {
      const lsn = inside[index];
      if (lsn === undefined) throw new Error('a position without a row');
      const awaited = awaitedSegment({
        replayLsn: lsn,
        timeline: 1,
        segmentBytes,
        primaryLsn: null,
        isPast: false,
      });
      expect(awaited.file).toBe(file);
      const start = walFileStart(file, segmentBytes);
      expect(start).toBe(lsn - 4096n);
      expect(segmentOf(lsn, segmentBytes)).toBe((start ?? 0n) / BigInt(segmentBytes));
    }
  });
});
