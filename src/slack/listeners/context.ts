import type { Clock } from '../../clock.js';
import type { WebClient } from '../api/clients.js';
import type { Authorisation } from '../authorisation.js';
import type { Handlers, Log } from '../ports.js';
import type { Standing } from '../standing.js';
import type { ForceOffers } from './operations/force-offers.js';

/** What every listener works with. */
export interface ListenerContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly handlers: Handlers;
  readonly authorisation: Authorisation;
  readonly lookups: WebClient;
  readonly standing: Standing;
  readonly offers: ForceOffers;
}
