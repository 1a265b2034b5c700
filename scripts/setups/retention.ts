import { burst } from '../../lab/postgres/load.js';
import type { SetupStory } from './story.js';

/** What is kept for a standby that is away, and what a standby must not have less of. */
export function retention(): readonly SetupStory[] {
  return [
    {
      page: 'slots',
      spec: {
        settings: { wal_keep_size: '0', max_slot_wal_keep_size: '64MB', max_wal_size: '64MB' },
        nodes: { pg1: {}, s1: { from: 'pg1', slot: true } },
      },
      config: 'thresholds: { slot_retained: { warning: 16MB, critical: 1GB } }',
      tell: async ({ cluster, watch, show, ask }) => {
        await watch.allCaughtUp();
        await show('healthy');
        await burst(cluster, 4);
        await watch.until(
          () => (watch.snapshot.topology?.writeRate?.bytesPerSecond ?? 0) > 0,
          'the rate is known',
        );
        ask('whatif', { down: ['s1'] });
        await cluster.node('s1').kill();
        await burst(cluster, 24);
        await watch.finds('slot-retaining', 'pg1/s1');
        await show('retaining');
        await burst(cluster, 96);
        await cluster.sql('CHECKPOINT');
        await watch.finds('standby-cannot-catch-up', 's1');
        await show('lost');
      },
    },
    {
      page: 'no-slot-no-archive',
      spec: {
        settings: { wal_keep_size: '0', max_wal_size: '32MB' },
        nodes: { pg1: {}, s1: { from: 'pg1' } },
      },
      tell: async ({ cluster, watch, show, ask }) => {
        await watch.allCaughtUp();
        await show('healthy');
        ask('whatif', { down: ['s1'] });
        await cluster.node('s1').kill();
        await burst(cluster, 64);
        await cluster.sql('CHECKPOINT');
        await cluster.sql('SELECT pg_switch_wal()');
        await cluster.sql('CHECKPOINT');
        await cluster.node('s1').start();
        await watch.finds('standby-cannot-catch-up', 's1');
        await show('broken');
      },
    },
    {
      page: 'lower-settings',
      spec: { nodes: { pg1: {}, s1: { from: 'pg1' } } },
      tell: async ({ cluster, watch, show }) => {
        await watch.allCaughtUp();
        await cluster.node('pg1').configure({ max_connections: '60' });
        await cluster.node('pg1').restart();
        await watch.until(
          () =>
            watch.snapshot.findings.find(
              ({ kind, consequence }) =>
                kind === 'settings-too-low' && consequence.includes('has paused its replay'),
            ),
          'replay is held by it',
        );
        await watch.until(
          () => watch.snapshot.incidents.length === 1,
          'the incident of the restart is over',
        );
        await show('broken');
      },
    },
  ];
}
