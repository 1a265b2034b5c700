import { tryCommit } from '../../test/scenarios/support/commit.js';
import type { Scene, SetupStory } from './story.js';

const direct = { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } };

/** Commits that hang, so many of them, told of in the status at this mark. */
async function hanging(
  { cluster, watch, show }: Scene,
  mark: string,
  count: number,
): Promise<void> {
  const tried = [];
  for (let each = 0; each < count; each += 1) tried.push(tryCommit(cluster.node('pg1')));
  const commits = await Promise.all(tried);
  await watch.until(
    () => watch.snapshot.topology?.sync.wait?.sessions === count,
    'all of them are seen waiting',
  );
  await watch.finds('commits-hang');
  await show(mark);
  await cluster.node('pg1').setSynchronousStandbyNames('');
  await Promise.all(commits.map(({ returned }) => returned));
}

/** What would be without `asked`; then one standby is lost, and then another: commits hang. */
function twoLosses(
  asked: string,
  [first, second]: readonly [string, string],
  mark: string,
): SetupStory['tell'] {
  return async (scene) => {
    const { cluster, watch, show, ask } = scene;
    await watch.allCaughtUp();
    await show('healthy');
    ask('whatif', { down: [asked] });
    await cluster.node(first).kill();
    await watch.finds('sync-redundancy-reduced');
    await show('one-lost');
    await cluster.node(second).kill();
    await hanging(scene, mark, 2);
  };
}

/** Set-ups in which commits wait for standbys. */
export function synchronous(): readonly SetupStory[] {
  return [
    {
      page: 'synchronous-one',
      spec: { synchronousStandbyNames: 's1', nodes: direct },
      tell: async (scene) => {
        const { cluster, watch, show, ask } = scene;
        await watch.allCaughtUp();
        await show('healthy');
        ask('whatif', { down: ['s1'] });
        await cluster.node('s1').kill();
        await hanging(scene, 'broken', 3);
      },
    },
    {
      page: 'synchronous-priority',
      spec: { synchronousStandbyNames: 'FIRST 1 (s1, s2)', nodes: direct },
      tell: twoLosses('s1', ['s1', 's2'], 'both-lost'),
    },
    {
      page: 'quorum',
      spec: {
        synchronousStandbyNames: 'ANY 2 (s1, s2, s3)',
        nodes: { ...direct, s3: { from: 'pg1' } },
      },
      tell: twoLosses('pg1', ['s3', 's2'], 'two-lost'),
    },
    {
      page: 'changing-synchrony',
      spec: { synchronousStandbyNames: 's1', nodes: direct },
      tell: async ({ cluster, watch, show }) => {
        const pg1 = cluster.node('pg1');
        await watch.allCaughtUp();
        await pg1.setSynchronousStandbyNames('');
        await watch.finds('silently-asynchronous');
        await show('names-emptied');
        await pg1.setSynchronousStandbyNames('s1');
        await watch.allWell();
        await pg1.sql('CREATE ROLE bulk_loader LOGIN');
        await pg1.sql('ALTER ROLE bulk_loader SET synchronous_commit = off');
        await watch.finds('silently-asynchronous');
        await show('role-lowered');
      },
    },
    {
      page: 'commit-levels',
      spec: { synchronousStandbyNames: 's1', nodes: direct },
      tell: async ({ cluster, watch, show }) => {
        await watch.allCaughtUp();
        await show('on');
        for (const level of ['remote_apply', 'remote_write']) {
          await cluster.node('pg1').alterSystem('synchronous_commit', level);
          await watch.until(
            () => watch.status.includes(`to \`${level}\``),
            `the level is ${level}`,
          );
          await show(level.replace('_', '-'));
        }
        await cluster.node('pg1').alterSystem('synchronous_commit', 'local');
        await watch.finds('silently-asynchronous');
        await show('local');
      },
    },
    {
      page: 'archive-always',
      spec: {
        archive: true,
        synchronousStandbyNames: 's1',
        nodes: {
          pg1: {},
          s1: {
            from: 'pg1',
            settings: { archive_mode: 'always', archive_command: 'cp "%p" /dev/null' },
          },
        },
      },
      config: 'thresholds: { archive_for: 0s }',
      tell: async ({ cluster, watch, show }) => {
        await watch.allCaughtUp();
        await show('healthy');
        await cluster.node('s1').configure({ archive_command: 'false' });
        await cluster.sql('CREATE TABLE archived AS SELECT 1 AS n');
        await cluster.sql('SELECT pg_switch_wal()');
        await watch.finds('archiver-failing', 's1');
        await show('broken');
      },
    },
  ];
}
