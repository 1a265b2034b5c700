import { connectByUrl } from './connect-url.js';
import { connectEmbedded } from './connect-embedded.js';
import type { StoreConnection, StoreLog } from './connection.js';

/** Where the configuration says that the store is. */
export type StoreLocation =
  | { readonly kind: 'embedded'; readonly directory: string }
  | { readonly kind: 'url'; readonly url: string };

/**
 * The way to the store; nothing is started or connected to yet. Throws a `StoreError` `refused`
 * for a URL that cannot be one.
 */
export function resolveStore(location: StoreLocation, log: StoreLog): StoreConnection {
  return location.kind === 'embedded'
    ? connectEmbedded(location.directory, log)
    : connectByUrl(location.url);
}
