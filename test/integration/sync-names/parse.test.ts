import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { installedMajor } from '../../../lab/postgres/majors.js';
import { startCluster } from '../../../lab/postgres/cluster.js';
import type { LabCluster } from '../../../lab/postgres/cluster.js';
import { parseSynchronousStandbyNames } from '../../../src/replication/sync/parse-names.js';
import { generatedNames, names } from './names.js';

/** What PostgreSQL says to the value, or null if it takes it. */
async function refusal(client: pg.Client, value: string): Promise<string | null> {
  try {
    await client.query(
      `ALTER SYSTEM SET synchronous_standby_names = ${client.escapeLiteral(value)}`,
    );
    return null;
  } catch (error) {
    const { message, detail } = error as { message: string; detail?: string };
    return detail ?? message;
  }
}

describe(`synchronous_standby_names, held against PostgreSQL ${installedMajor}`, () => {
  let cluster: LabCluster;
  let client: pg.Client;

  beforeAll(async () => {
    cluster = await startCluster({ nodes: { pg1: {} } });
    client = await cluster.node('pg1').client();
  });

  afterAll(async () => {
    await client.end();
    await cluster.stop();
  });

  it.each(names)('%j is taken or refused for the same reason', async (value) => {
    const parsed = parseSynchronousStandbyNames(value, installedMajor);
    expect(parsed.ok ? null : parsed.message).toBe(await refusal(client, value));
  });

  it('takes and refuses 600 generated values as the server does', async () => {
    const generated = generatedNames(20_260_301, 600);
    const differences: unknown[] = [];
    let taken = 0;
    for (const value of generated) {
      const parsed = parseSynchronousStandbyNames(value, installedMajor);
      const server = await refusal(client, value);
      if (server === null) taken += 1;
      const ours = parsed.ok ? null : parsed.message;
      if (ours !== server) differences.push({ value, ours, server });
    }
    expect(differences).toEqual([]);
    // Both answers must be well represented, or the agreement would say little.
    expect(taken).toBeGreaterThan(100);
    expect(generated.length - taken).toBeGreaterThan(100);
  });
});
