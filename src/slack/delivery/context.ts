import type { Clock } from '../../clock.js';
import type { WebClient } from '../api/clients.js';
import type { ChannelDirectory } from '../channels.js';
import type { Log } from '../ports.js';
import type { Pictures } from './pictures.js';
import type { OutboxPort } from './port.js';

/** What carrying out a call works with. */
export interface CarryOutContext {
  readonly outbox: OutboxPort;
  readonly client: WebClient;
  /** For what a message can do without, should the answer take long. */
  readonly lookups: WebClient;
  readonly channels: ChannelDirectory;
  readonly clock: Clock;
  readonly log: Log;
  /** Of messages in threads; none where nothing is drawn. */
  readonly pictures?: Pictures | undefined;
  /** Where the page of a kind of finding is published; null where it is not. */
  readonly pageUrl: (kind: string) => string | null;
  /** False for a cluster that is not configured any more. */
  readonly isWatched: (cluster: string) => boolean;
  /** Where messages go whose own channel does not take them; null for nowhere. */
  readonly fallbackChannel: string | null;
}
