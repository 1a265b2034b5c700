import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCluster, type LabCluster } from '../../lab/postgres/cluster.js';
import { waitUntil } from '../../lab/postgres/wait.js';
import { raw, shown, type Seen } from './support/messages.js';
import { Scene } from './support/scene.js';
import { faultsOf } from './support/tidy.js';

let cluster: LabCluster<'pg1' | 's1' | 's2'>;
let scene: Scene;

beforeAll(async () => {
  cluster = await startCluster({
    nodes: { pg1: {}, s1: { from: 'pg1', slot: true }, s2: { from: 'pg1' } },
    synchronousStandbyNames: 's1',
  });
  scene = await Scene.open({ lab: cluster });
});

afterAll(async () => {
  await scene.close();
  await cluster.stop();
});

async function asked(text: string): Promise<Seen> {
  const outcome = await scene.slack.as('requester').command('/pgrepl', text, '#orders');
  const answer = await outcome.response();
  expect(answer.ephemeralFor).toBe('U0REQUESTER');
  expect(faultsOf(answer)).toEqual([]);
  return answer;
}

/** A long answer goes on by a button; how long this one is depends on what the machine has. */
async function allPages(first: Seen): Promise<readonly { shown: string; raw: string }[]> {
  const pages = [{ shown: shown(first), raw: raw(first) }];
  for (let last = first; raw(last).includes('"answer_later"');) {
    last = await (await scene.slack.as('requester').click(last, 'answer_later')).response();
    expect(faultsOf(last)).toEqual([]);
    pages.push({ shown: shown(last), raw: raw(last) });
  }
  return pages;
}

it('says how ready a cluster is: what, why and what to do, the worst first', async () => {
  const secret = 'planted-secret';
  const s2 = cluster.node('s2');
  await s2.sql(
    `ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=${cluster.node('pg1').port} user=postgres application_name=s2 password=${secret}'`,
  );
  const senders = async (): Promise<readonly string[]> => {
    const rows = await cluster.sql<{ pid: number }>(
      "SELECT pid FROM pg_stat_replication WHERE application_name = 's2' AND state = 'streaming'",
    );
    return rows.map(({ pid }) => String(pid));
  };
  const before = await senders();
  await s2.sql('SELECT pg_reload_conf()');
  await waitUntil('s2 has connected anew', async () => {
    const now = await senders();
    return now.length === 1 && !before.includes(now[0] ?? '');
  });
  await cluster.waitStreaming('s2');
  const answer = await asked('doctor orders');
  const text = shown(answer);
  expect(answer.text).toMatch(/^orders is at \d+ of 100\. Of the checks 1 fails, /);
  expect(text).toMatch(/\*orders\* · \d+ of 100 · 3 of 3 nodes surveyed \S+ m?s ago/);
  expect(text).toMatch(/\*s1\*: \d+ of 100, could take over now/);
  expect(text).toContain(
    '*fsync*: pg1 has `fsync = off`. The same holds for s1 and s2. Without it a crash',
  );
  expect(text).toContain(
    "→ On pg1: `ALTER SYSTEM SET fsync = 'on'`, then `SELECT pg_reload_conf()`",
  );
  expect(text).toContain('*single-sync*: Commits on pg1 wait for 1 of s1');
  expect(text.indexOf('*fsync*')).toBeLessThan(text.indexOf('*single-sync*'));

  const pages = await allPages(answer);
  const whole = pages.map((page) => page.shown).join('\n');
  expect(whole).toContain('*conninfo-password*: The `primary_conninfo` of s2 holds a password.');
  expect(whole).toContain('*hba-open*: not visible on pg1, s1 and s2.');
  expect(whole).toContain('`GRANT SELECT ON pg_hba_file_rules TO pgrepl_monitor`');
  expect(pages.map((page) => page.raw).join('\n')).not.toContain(secret);
  expect(scene.pgrepl.log.join('')).not.toContain(secret);
});

it('goes on where a node gives no answer, and says which', async () => {
  await cluster.node('s2').stop();
  const text = shown(await asked('doctor'));
  expect(text).toContain('*s2*: was not surveyed: it refuses connections');
  expect(text).toMatch(/\*takeover\*: s2 could not take over now: s2 refuses connections/);
});
