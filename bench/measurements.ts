import { measureAlerts } from './alerts/measure.js';
import { measurePoll } from './poll/measure.js';
import type { Section } from './report/row.js';
import { measureRest } from './rest/measure.js';
import { measureStatus } from './status/measure.js';
import type { BenchOptions } from './support/options.js';
import type { Stage } from './support/stage.js';
import { measureSwitchover } from './switchover/measure.js';
import { measureThousand } from './thousand/measure.js';

export interface Measurement {
  readonly name: string;
  /** For the help text. */
  readonly does: string;
  readonly measure: (stage: Stage, options: BenchOptions) => Promise<Section>;
}

/** In the order in which they are made. */
export const measurements: readonly Measurement[] = [
  {
    name: 'poll',
    does: 'the cost of a poll for each node: time, CPU on both sides, round trips, at 1, 10, 100 nodes',
    measure: measurePoll,
  },
  {
    name: 'alerts',
    does: 'from a killed, a frozen standby and lost sync to the message accepted by Slack',
    measure: measureAlerts,
  },
  {
    name: 'status',
    does: '/pgrepl status at 100 nodes, from the envelope to the answer',
    measure: measureStatus,
  },
  {
    name: 'rest',
    does: 'memory of pgrepl and of its store, at rest with three nodes',
    measure: measureRest,
  },
  {
    name: 'switchover',
    does: 'write downtime of a switchover, all of it, and where the milliseconds go',
    measure: measureSwitchover,
  },
  {
    name: 'thousand',
    does: '1,000 simulated nodes polled every 5 s: CPU and memory',
    measure: measureThousand,
  },
];
