import { burst } from '../../lab/postgres/load.js';
import type { SetupStory } from './story.js';

/** Set-ups in which commits wait for nobody, and what happens to a primary. */
export function asynchronous(): readonly SetupStory[] {
  return [
    {
      page: 'asynchronous',
      spec: { nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } },
      tell: async ({ cluster, watch, show, ask }) => {
        await watch.allCaughtUp();
        await show('healthy');
        ask('whatif', { down: ['pg1'] });
        await cluster.node('s2').kill();
        await watch.finds('standby-disconnected', 's2');
        await show('broken');
      },
    },
    {
      page: 'cascading',
      spec: {
        nodes: {
          pg1: {},
          s1: { from: 'pg1', slot: true },
          s2: { from: 'pg1' },
          s3: { from: 's1', slot: true },
        },
      },
      tell: async ({ cluster, watch, show, ask }) => {
        await watch.allCaughtUp();
        await show('healthy');
        ask('whatif', { down: ['s1'] });
        await cluster.node('s1').kill();
        await watch.finds('standby-disconnected', 's1');
        await watch.finds('standby-disconnected', 's3');
        await show('broken');
      },
    },
    {
      page: 'cold-standby',
      spec: { nodes: { pg1: {}, s1: { from: 'pg1' }, c1: { from: 'pg1', hotStandby: false } } },
      tell: async ({ cluster, watch, show }) => {
        await watch.until(() => watch.node('c1')?.reach.kind === 'cold', 'it is known to be cold');
        await watch.allWell();
        await show('healthy');
        await cluster.node('c1').kill();
        await watch.finds('standby-disconnected', 'c1');
        await show('broken');
      },
    },
    {
      page: 'primary-restarted',
      spec: { nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' } } },
      tell: async ({ cluster, watch, show }) => {
        await watch.allCaughtUp();
        await cluster.node('pg1').stop();
        await watch.until(
          () => /refuses connections.*None of the 2 standbys/.test(watch.status),
          'the standbys receive nothing any more',
        );
        await show('broken');
        await cluster.node('pg1').start();
        await watch.allWell();
        await watch.allCaughtUp();
        await show('healthy');
      },
    },
    {
      page: 'failover',
      spec: {
        nodes: { pg1: {}, s1: { from: 'pg1' }, s2: { from: 'pg1' }, s3: { from: 's1' } },
      },
      tell: async ({ cluster, watch, show, ask }) => {
        await watch.allCaughtUp();
        ask('whatif', { down: ['pg1'], promoted: 's1' });
        await cluster.node('pg1').kill();
        await watch.finds('primary-unreachable');
        await show('lost');
        await cluster.node('s1').sql('SELECT pg_promote()');
        await watch.finds('role-changed', 's1');
        await watch.finds('standby-disconnected', 's2');
        await watch.until(() => watch.node('s3')?.timeline === 2, 's3 follows');
        await watch.until(
          () => watch.snapshot.incidents.every(({ number }) => number !== null),
          'the incidents have numbers',
        );
        await show('promoted');
      },
    },
    {
      page: 'log-shipping',
      spec: { archive: true, nodes: { pg1: {}, a1: { from: 'pg1', archiveOnly: true } } },
      config: 'thresholds: { archive_for: 0s }',
      tell: async ({ cluster, watch, show, ask }) => {
        await cluster.sql('CREATE TABLE shipped AS SELECT 1 AS n');
        await cluster.sql('SELECT pg_switch_wal()');
        await watch.until(() => watch.node('a1')?.lag?.replayBytes === 0, 'it has read the file');
        await watch.allWell();
        await show('healthy');
        ask('whatif', { down: ['pg1'] });
        await cluster.node('pg1').configure({ archive_command: 'false' });
        await burst(cluster, 2);
        await cluster.sql('SELECT pg_switch_wal()');
        await burst(cluster, 2);
        await watch.finds('archiver-failing', 'pg1');
        await show('broken');
      },
    },
    {
      page: 'archive-and-streaming',
      spec: { archive: true, nodes: { pg1: {}, m1: { from: 'pg1', restore: true } } },
      tell: async ({ cluster, watch, show }) => {
        await watch.allCaughtUp();
        await show('healthy');
        await cluster.node('m1').receiveFrom('host=127.0.0.1 port=1');
        await watch.finds('standby-disconnected', 'm1');
        await show('broken');
        await burst(cluster, 1);
        await cluster.sql('SELECT pg_switch_wal()');
        await watch.until(
          () => watch.node('m1')?.upstream?.kind === 'archive',
          'the archive feeds it',
        );
        await watch.until(() => watch.node('m1')?.lag?.replayBytes === 0, 'it has read the file');
        await watch.allWell();
        await show('from-archive');
      },
    },
  ];
}
