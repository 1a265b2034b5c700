import type { Clock } from '../../clock.js';
import type { WebClient } from '../api/clients.js';
import type { Authorisation } from '../authorisation.js';
import type { NativeCharts } from '../native-charts.js';
import type { ChannelEvent, Handlers, Log } from '../ports.js';
import type { Standing } from '../standing.js';
import type { OperationRequest } from '../../operations/service.js';
import type { Offers } from './offers.js';
import type { MessageAction } from './shortcuts/noted-message.js';

/** What every listener works with. */
export interface ListenerContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly handlers: Handlers;
  readonly authorisation: Authorisation;
  readonly lookups: WebClient;
  /** For files, which take long. */
  readonly files: WebClient;
  readonly native: NativeCharts;
  readonly standing: Standing;
  readonly onChannel: (event: ChannelEvent) => void;
  /** Promotions that may be forced, each offered to the one who asked for it. */
  readonly offers: Offers<OperationRequest>;
  /** Messages on their way to a timeline, each in the window of who puts it there. */
  readonly drafts: Offers<MessageAction>;
}
