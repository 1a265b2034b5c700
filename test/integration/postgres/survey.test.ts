import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import { systemClock } from '../../../src/clock.js';
import { maskedConninfo } from '../../../src/postgres/survey/mask-sql.js';
import { surveyNode } from '../../../src/postgres/survey/survey-node.js';
import { allocatePort } from '../../../lab/postgres/ports.js';
import { connectionTo } from './support.js';

let cluster: LabCluster<'pg1'>;

beforeAll(async () => {
  cluster = await startCluster({ nodes: { pg1: {} } });
});

afterAll(() => cluster.stop());

async function masked(expression: (text: string) => string, text: string): Promise<string> {
  const [row] = await cluster.sql<{ shown: string }>(
    `SELECT ${expression('t')} AS shown FROM (SELECT $1::text AS t) given`,
    [text],
  );
  return row?.shown ?? '';
}

describe('what leaves the server', () => {
  it.each([
    ['host=a password=s3cret application_name=s1', 'host=a password=*** application_name=s1'],
    ["password='s3cret s3cret' user=b", 'password=*** user=b'],
    [String.raw`password = 's\'s3cret s3cret' user=b`, 'password=*** user=b'],
    [String.raw`password=a\ s3cret user=b`, 'password=*** user=b'],
    ["user=b password='s3cret s3cret", 'user=b password=***'],
    ['user=b PassWord=s3cret', 'user=b PassWord=***'],
    ['sslpassword=s3cret host=b', 'sslpassword=*** host=b'],
    ['host=b\npassword\n=\ns3cret\nport=1', 'host=b\npassword=***\nport=1'],
    [
      'postgresql://u:s3cret@h:1/db?application_name=z',
      'postgresql://u:***@h:1/db?application_name=z',
    ],
    ['postgres://u:s3cret/s3cret@h/db', 'postgres://u:***@h/db'],
    ['postgres://u:s3cret@s3cret@h/db', 'postgres://u:***@h/db'],
    ['postgres://u?x:s3cret@h/db', 'postgres://u?x:***@h/db'],
    ['postgres://u@h/db?password=s3cret&port=1', 'postgres://u@h/db?password=***&port=1'],
    ['postgres://u@h/db?passw%6Frd=s3cret&port=1', 'postgres://u@h/db?passw%6Frd=***&port=1'],
    ['postgres://h:5432/db?application_name=q', 'postgres://h:5432/db?application_name=q'],
    ['host=a passfile=/etc/pass user=b', 'host=a passfile=/etc/pass user=b'],
  ])('is of %j no secret', async (text, expected) => {
    expect(await masked(maskedConninfo, text)).toBe(expected);
  });
});

describe('a survey', () => {
  const survey = (port: number, user = 'pgrepl_monitor') =>
    surveyNode({
      name: 'pg1',
      connection: connectionTo(port, { user }),
      applicationName: 'pgrepl',
      timeoutMs: 10_000,
      clock: systemClock,
    });

  it('sees the server’s own settings, and none of the session’s', async () => {
    const { port } = cluster.node('pg1');
    await cluster.sql('ALTER ROLE pgrepl_monitor SET synchronous_commit = off');
    const result = await survey(port);
    if (result.kind !== 'survey') throw new Error(result.detail);
    const { settings, replicationHba, files, md5Roles } = result.survey;
    expect(settings.get('default_transaction_read_only')?.text).toBe('off');
    expect(settings.has('synchronous_commit')).toBe(false);
    expect(settings.get('max_wal_senders')).toMatchObject({ amount: 10, context: 'postmaster' });
    expect(result.survey.overrides).toEqual([
      { database: null, role: 'pgrepl_monitor', name: 'synchronous_commit', value: 'off' },
    ]);
    expect([replicationHba, files, md5Roles]).toEqual([null, null, null]);
  });

  it('sees with a grant what it did not see before', async () => {
    await cluster.sql('GRANT SELECT ON pg_hba_file_rules TO pgrepl_monitor');
    await cluster.sql('GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO pgrepl_monitor');
    await cluster.sql('GRANT EXECUTE ON FUNCTION pg_stat_file(text, boolean) TO pgrepl_monitor');
    const result = await survey(cluster.node('pg1').port);
    expect(result).toMatchObject({
      survey: {
        files: { recoveryConf: false, standbySignal: false, recoverySignal: false },
        replicationHba: [{ type: 'local' }, { type: 'host' }, { type: 'host' }],
      },
    });
  });

  it('says why there is none', async () => {
    expect(await survey(await allocatePort())).toMatchObject({ kind: 'none', reason: 'refused' });
    expect(await survey(cluster.node('pg1').port, 'nobody')).toMatchObject({
      kind: 'none',
      reason: 'authentication',
    });
  });
});
