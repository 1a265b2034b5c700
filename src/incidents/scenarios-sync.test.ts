import { describe, expect, it } from 'vitest';
import { aFirstOneView, aTopology, withNode } from '../replication/testing/topologies.js';
import { unknownSync } from '../replication/sync/evaluate.js';
import { testNow } from '../replication/testing/observations.js';
import type { SyncContract } from '../replication/findings/model.js';
import { allGone, cutOffFrom, killed, silent, takenOver } from './testing/troubles.js';
import { findingOf, Watch } from './testing/watch.js';

const contract: SyncContract = {
  source: 'learned',
  since: testNow - 86_400_000,
  required: 1,
  eligible: 2,
  synchronousCommit: 'on',
  names: 'FIRST 1 (s1, s2)',
  overrides: [],
};

const healthy = aTopology();
const s3Cut = (topology: typeof healthy): typeof healthy =>
  withNode(topology, 's3', cutOffFrom('s1'));

describe('a synchronous standby that is lost', () => {
  it('tells of the takeover and of what the next loss would do, as one incident', () => {
    const watch = new Watch({ contract });
    expect(watch.see(healthy, 0).kinds).toEqual([]);
    const lost = s3Cut({ ...killed(healthy, 'pg1', ['s1'], 2000), sync: takenOver });
    const seen = watch.see(lost, 2100);
    expect(seen.kinds).toEqual(['standby-disconnected/s1', 'sync-redundancy-reduced/']);
    expect(seen.open).toHaveLength(1);
    expect(seen.open[0]?.severity).toBe('warning');
    const { what, consequence } = findingOf(seen, 'sync-redundancy-reduced');
    expect(what).toBe(
      'Synchronous redundancy of orders is reduced since 03:12:02 UTC: s1 is down since 03:12:02 UTC; s2 took over, and commits go on.',
    );
    expect(consequence).toBe(
      'No acknowledged data is at risk, but if s2 is lost too, every commit hangs.',
    );
    expect(seen.notices).toEqual([
      { kind: 'root', incidentId: seen.open[0]?.id, reason: 'opened' },
    ]);

    // The cascading standby below joins the same incident, without a line of its own.
    const joined = watch.see(lost, 4000);
    expect(joined.kinds).toContain('standby-disconnected/s3');
    expect(joined.open).toHaveLength(1);
    expect(joined.notices.map((notice) => notice.kind)).toEqual(['root']);
  });

  it('resolves when it is back, with one line', () => {
    const watch = new Watch({ contract });
    const lost = { ...killed(healthy, 'pg1', ['s1'], 2000), sync: takenOver };
    watch.see(healthy, 0);
    watch.stay(lost, 2000, 60_000);
    const after = watch.stay(healthy, 62_000, 70_000);
    const told = after.flatMap((seen) => seen.notices);
    expect(told.map((notice) => notice.reason)).toEqual(['resolved', 'resolved']);
    expect(told[1]).toMatchObject({ kind: 'thread', broadcast: false });
    expect(after.at(-1)?.open).toEqual([]);
  });

  it('says that commits hang once all are lost, who is missing and the two ways out', () => {
    const watch = new Watch({ contract });
    const one = { ...killed(healthy, 'pg1', ['s1'], 2000), sync: takenOver };
    watch.stay(one, 2000, 10_000);
    const both = { ...killed(one, 'pg1', ['s2'], 12_000), sync: allGone };
    const seen = watch.see(both, 12_000);
    expect(seen.open).toHaveLength(1);
    expect(seen.open[0]?.severity).toBe('critical');
    const hang = findingOf(seen, 'commits-hang');
    expect(seen.open[0]?.findings[0]).toEqual(hang);
    expect(hang.what).toBe(
      'Commits hang on pg1 since 03:11:31 UTC: no synchronous standby is left: s1 is down since 03:12:02 UTC, s2 is down since 03:12:12 UTC. 17 sessions wait, the longest for 41 s.',
    );
    expect(hang.next).toContain('Bring s1 or s2 back; or accept asynchronous commits');
    expect(hang.next).toContain("`ALTER SYSTEM SET synchronous_standby_names = ''`");
    expect(hang.next).not.toContain('pg_cancel_backend');
    const broadcast = seen.notices.filter((notice) => notice.kind === 'thread' && notice.broadcast);
    expect(broadcast.map((notice) => notice.reason)).toEqual(['worsened']);
  });

  it('keeps one incident as the way out by asynchronous commits is taken', () => {
    const watch = new Watch({ contract });
    const both = { ...killed(healthy, 'pg1', ['s1', 's2'], 0), sync: allGone };
    const first = watch.see(both, 0);
    const emptied = {
      ...both,
      sync: aFirstOneView({
        config: null,
        namesSetting: '',
        members: [],
        commits: { kind: 'not-waiting', why: 'no-names' },
      }),
    };
    const at = watch.see(emptied, 2000);
    expect(at.kinds).toContain('silently-asynchronous/');
    expect(at.kinds).not.toContain('commits-hang/');
    const after = watch.stay(emptied, 4000, 12_000).at(-1);
    expect(after?.open.map((incident) => incident.id)).toEqual([first.open[0]?.id]);
    // To set the names back while both are down would hang every commit again.
    expect(after?.active.find(({ kind }) => kind === 'silently-asynchronous')?.next).toContain(
      'Bring the synchronous standbys back first, or commits hang',
    );
  });
});

describe('hanging commits on a primary that falls silent', () => {
  it('are neither over nor told as if they were seen', () => {
    const watch = new Watch({ contract });
    const both = { ...killed(healthy, 'pg1', ['s1', 's2'], 0), sync: allGone };
    watch.see(both, 0);
    const lost = withNode(
      { ...both, primary: { kind: 'unreachable', node: 'pg1' }, sync: unknownSync },
      'pg1',
      { reach: silent('timed-out', 2000) },
    );
    const seen = watch.stay(lost, 2000, 20_000).at(-1);
    expect(seen?.kinds).toContain('commits-hang/');
    expect(seen?.open).toHaveLength(1);
  });
});

describe('sessions that wait although the standby is connected', () => {
  it('counts as hanging once the longest waits too long, and names the suspect', () => {
    const watch = new Watch({ contract });
    const frozen = withNode(
      { ...healthy, sync: aFirstOneView({ wait: { sessions: 2, longestMs: 1500 } }) },
      's1',
      { reach: silent('timed-out', -1000) },
    );
    const seen = watch.see(frozen, 0);
    expect(seen.kinds).toEqual(['commits-hang/', 'node-unreachable/s1']);
    expect(seen.open).toHaveLength(1);
    expect(findingOf(seen, 'commits-hang').what).toContain(
      's1 is connected but does not confirm (s1 does not answer pgrepl either). 2 sessions wait',
    );
  });

  it('takes the short waits of a busy system for normal', () => {
    const busy = { ...healthy, sync: aFirstOneView({ wait: { sessions: 40, longestMs: 400 } }) };
    expect(new Watch({ contract }).see(busy, 0).kinds).toEqual([]);
  });
});

describe('a new primary without synchronous names', () => {
  it('belongs to the incident of its promotion', () => {
    const promoted = (): typeof healthy => ({
      ...withNode(withNode(healthy, 'pg1', { reach: silent('refused', 2000) }), 's2', {
        role: 'primary',
        timeline: 2,
        upstream: null,
        lag: null,
      }),
      primary: { kind: 'one', node: 's2', timeline: 2 },
      sync: aFirstOneView({
        config: null,
        namesSetting: '',
        members: [],
        commits: { kind: 'not-waiting', why: 'no-names' },
      }),
    });
    const watch = new Watch({ contract });
    watch.see(healthy, 0);
    const seen = watch.see(promoted(), 2000);
    expect(seen.kinds).toContain('silently-asynchronous/');
    expect(seen.kinds).toContain('role-changed/s2');
    expect(seen.open).toHaveLength(1);
  });
});

describe('the sync contract', () => {
  it('calls emptied names silently asynchronous, at once, with the command that undoes it', () => {
    const emptied = {
      ...healthy,
      sync: aFirstOneView({
        config: null,
        namesSetting: '',
        members: [],
        commits: { kind: 'not-waiting', why: 'no-names' },
      }),
    };
    const seen = new Watch({ contract }).see(emptied, 0);
    expect(seen.kinds).toEqual(['silently-asynchronous/']);
    const { what, next } = findingOf(seen, 'silently-asynchronous');
    expect(what).toBe(
      'Commits on pg1 no longer wait for a standby since 03:12:00 UTC: `synchronous_standby_names` is empty (it was `FIRST 1 (s1, s2)`).',
    );
    expect(next).toContain(
      "Put it back: `ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (s1, s2)'` on pg1, then `SELECT pg_reload_conf()`",
    );
  });

  it('says where to change a contract that the configuration declares, not to accept another', () => {
    const swapped = {
      ...healthy,
      sync: aFirstOneView({
        config: { method: 'priority', numSync: 1, names: ['s2', 's1'] },
        namesSetting: 'FIRST 1 (s2, s1)',
        synchronousCommit: 'remote_apply',
      }),
    };
    const nextBy = (source: SyncContract['source']): string => {
      const watch = new Watch({ contract: { ...contract, source } });
      return findingOf(watch.see(swapped, 0), 'sync-contract-changed').next;
    };
    expect(nextBy('learned')).toContain('accept the present state as the contract');
    expect(nextBy('declared')).toContain("change the cluster's `sync` in pgrepl's configuration");
    expect(nextBy('declared')).not.toContain('accept');
  });

  it('tells a lowered level of a role from one of the server', () => {
    const override = { database: 'shop', role: 'batch', value: 'off' };
    const byRole = { ...healthy, sync: aFirstOneView({ overrides: [override] }) };
    expect(findingOf(new Watch({ contract }).see(byRole, 0), 'silently-asynchronous').what).toBe(
      'Some commits on pg1 no longer wait for a standby since 03:12:00 UTC: `synchronous_commit` is `off` for role batch in database shop.',
    );
    const byServer = {
      ...healthy,
      sync: aFirstOneView({
        synchronousCommit: 'local',
        commits: { kind: 'not-waiting', why: 'level' },
      }),
    };
    expect(
      findingOf(new Watch({ contract }).see(byServer, 0), 'silently-asynchronous').what,
    ).toContain('`synchronous_commit` was lowered from `on` to `local` for the whole server');
  });

  it.each([
    ['batch', 'shop', 'ALTER ROLE "batch" IN DATABASE "shop" RESET synchronous_commit'],
    ['batch', null, 'ALTER ROLE "batch" RESET synchronous_commit'],
    [null, 'shop', 'ALTER DATABASE "shop" RESET synchronous_commit'],
    [null, null, 'ALTER ROLE ALL RESET synchronous_commit'],
  ])('undoes the level of role %s in database %s where it was set', (role, database, statement) => {
    const sync = aFirstOneView({ overrides: [{ database, role, value: 'off' }] });
    const seen = new Watch({ contract }).see({ ...healthy, sync }, 0);
    expect(findingOf(seen, 'silently-asynchronous').next).toContain(
      `Put it back: \`${statement}\` (sessions that are open keep it until they connect anew) on pg1`,
    );
  });

  it('reports other names as a change, as long as they stand', () => {
    const swapped = {
      ...healthy,
      sync: aFirstOneView({
        config: { method: 'priority', numSync: 1, names: ['s2', 's1'] },
        namesSetting: 'FIRST 1 (s2, s1)',
      }),
    };
    const watch = new Watch({ contract });
    expect(watch.see(swapped, 0).kinds).toEqual(['sync-contract-changed/']);
    expect(watch.see(swapped, 3_600_000).open).toHaveLength(1);
    const accepted = new Watch({ contract: { ...contract, names: 'FIRST 1 (s2, s1)' } });
    expect(accepted.see(swapped, 0).kinds).toEqual([]);
  });

  it('does not keep an incident about the contract and one about a lost standby together', () => {
    const swapped = {
      ...healthy,
      sync: aFirstOneView({
        config: { method: 'priority', numSync: 1, names: ['s2', 's1'] },
        namesSetting: 'FIRST 1 (s2, s1)',
      }),
    };
    const watch = new Watch({ contract });
    watch.see(swapped, 0);
    expect(
      watch.see(withNode(swapped, 's3', { reach: silent('timed-out') }), 2000).open,
    ).toHaveLength(2);
  });

  it('says nothing while the primary can not be asked', () => {
    const watch = new Watch({ contract });
    const emptied = { ...healthy, sync: aFirstOneView({ config: null, namesSetting: '' }) };
    watch.see(emptied, 0);
    const lost = withNode({ ...emptied, primary: { kind: 'unreachable', node: 'pg1' } }, 'pg1', {
      reach: silent('timed-out', 2000),
    });
    // What counted before the primary fell silent is neither over nor forgotten.
    const seen = watch.stay(lost, 2000, 20_000).at(-1);
    expect(seen?.kinds).toContain('silently-asynchronous/');
    expect(seen?.kinds).toContain('primary-unreachable/pg1');
    expect(seen?.active.find(({ kind }) => kind === 'silently-asynchronous')?.what).toMatch(
      / \(Last seen at 03:12:00 UTC; nobody can tell now\.\)$/,
    );
  });
});
