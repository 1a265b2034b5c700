import { signalled } from '../../src/store/embedded/processes.js';
import { namesAtFirst, type Orders } from '../support/orders.js';

/** Something that happens to a cluster and that pgrepl must tell of. */
export interface BenchEvent {
  readonly what: string;
  /** The most that it may take in the median, ms. */
  readonly atMostMs: number;
  /** What the message must say, so that no other one is taken for it. */
  readonly says: RegExp;
  /** Makes it happen; resolves with `performance.now()` of just before it began. */
  readonly strike: (cluster: Orders) => Promise<number>;
  readonly heal: (cluster: Orders) => Promise<void>;
}

export const events: readonly BenchEvent[] = [
  {
    what: 'kill -9 of the synchronous standby',
    atMostMs: 300,
    says: /s1/,
    strike: async (cluster: Orders): Promise<number> => {
      const standby = cluster.node('s1');
      const pid = await standby.pid();
      if (pid === undefined) throw new Error('s1 does not run');
      const at = performance.now();
      signalled(pid, 'SIGKILL');
      return at;
    },
    heal: async (cluster: Orders): Promise<void> => {
      const standby = cluster.node('s1');
      await standby.end();
      await standby.start();
      await cluster.waitStreaming('s1');
    },
  },
  {
    what: 'synchronous standby frozen (SIGSTOP)',
    atMostMs: 2500,
    says: /s1/,
    strike: async (cluster: Orders): Promise<number> => {
      const at = performance.now();
      await cluster.node('s1').freeze();
      return at;
    },
    heal: async (cluster: Orders): Promise<void> => {
      cluster.node('s1').thaw();
      await cluster.waitStreaming('s1');
    },
  },
  {
    what: 'synchronous_standby_names emptied',
    atMostMs: 1500,
    says: /synchronous_standby_names/,
    strike: async (cluster: Orders): Promise<number> => {
      const at = performance.now();
      await cluster.setSynchronousStandbyNames('');
      return at;
    },
    heal: (cluster: Orders): Promise<void> => cluster.setSynchronousStandbyNames(namesAtFirst),
  },
];
