import { buildWorkspace } from './build-workspace.js';
import { CallLog } from './call-log.js';
import { Changes } from './changes.js';
import { systemClock } from './clock.js';
import type { Core } from './core.js';
import { Deliveries } from './delivery/deliveries.js';
import { SocketMode } from './delivery/socket-mode.js';
import { Faults } from './faults.js';
import { FileStore } from './model/file-store.js';
import { Ids } from './model/ids.js';
import { MessageStore } from './model/message-store.js';
import { Timestamps } from './model/timestamps.js';
import { ViewStore } from './model/view-store.js';
import { Workspace } from './model/workspace.js';
import type { LocalSlackOptions } from './options.js';
import { RateLimits } from './rate-limits.js';
import { ReadMarks } from './read-marks.js';
import { ResponseUrls } from './response-urls.js';
import { Revocations } from './revocations.js';
import { TriggerIds } from './trigger-ids.js';

/** Puts the parts together. */
export function buildCore(
  options: LocalSlackOptions,
  origin: () => string,
): { readonly core: Core; readonly sockets: SocketMode } {
  const clock = options.clock ?? systemClock;
  const ids = new Ids();
  const changes = new Changes();
  const timestamps = new Timestamps(clock);
  const sockets = new SocketMode(clock, changes);
  const parts = buildWorkspace(options, ids, clock.now());
  const core: Core = {
    clock,
    ids,
    timestamps,
    changes,
    workspace: new Workspace(parts, changes, clock),
    messages: new MessageStore(timestamps, changes),
    views: new ViewStore(changes, () => ids.next('V')),
    files: new FileStore(clock, ids),
    features: { charts: true },
    triggers: new TriggerIds(clock),
    responseUrls: new ResponseUrls(clock),
    revocations: new Revocations(),
    deliveries: new Deliveries(clock, sockets, changes),
    faults: new Faults(),
    calls: new CallLog(changes),
    rateLimits: options.rateLimits === true ? new RateLimits(clock) : null,
    reads: new ReadMarks(),
    origin,
  };
  return { core, sockets };
}
