export { resolveStore, type StoreLocation } from './connect.js';
export type { StoreConnection, StoreLog } from './connection.js';
export { StoreError } from './errors.js';
export { inspectStore, type StoreInspection } from './inspect.js';
export type { StoreHealth } from './keeper.js';
export type { AuditEntry } from './operations/list-audit.js';
export { readAudit } from './read-audit.js';
export { openStore, type Store, type StoreOptions } from './store.js';
export { readKnown, type Known } from './read-known.js';
