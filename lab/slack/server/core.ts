import type { CallLog } from './call-log.js';
import type { Changes } from './changes.js';
import type { LabClock } from './clock.js';
import type { Deliveries } from './delivery/deliveries.js';
import type { Faults } from './faults.js';
import type { FileStore } from './model/file-store.js';
import type { Ids } from './model/ids.js';
import type { MessageStore } from './model/message-store.js';
import type { Timestamps } from './model/timestamps.js';
import type { ViewStore } from './model/view-store.js';
import type { Workspace } from './model/workspace.js';
import type { RateLimits } from './rate-limits.js';
import type { ResponseUrls } from './response-urls.js';
import type { Revocations } from './revocations.js';
import type { TriggerIds } from './trigger-ids.js';

/** The parts of the local Slack that its methods and its page work on. */
export interface Core {
  readonly clock: LabClock;
  readonly ids: Ids;
  readonly timestamps: Timestamps;
  readonly changes: Changes;
  readonly workspace: Workspace;
  readonly messages: MessageStore;
  readonly views: ViewStore;
  readonly files: FileStore;
  /** What this workspace has; others have not got it yet. */
  readonly features: { charts: boolean };
  readonly triggers: TriggerIds;
  readonly responseUrls: ResponseUrls;
  readonly revocations: Revocations;
  readonly deliveries: Deliveries;
  readonly faults: Faults;
  readonly calls: CallLog;
  /** Null where Slack's limits are not enforced. */
  readonly rateLimits: RateLimits | null;
  readonly reads: Reads;
  /** `http://127.0.0.1:port`, without a slash. */
  readonly origin: () => string;
}

/** How far each person has read each channel. */
export interface Reads {
  readonly last: (user: string, channel: string) => string;
  readonly mark: (user: string, channel: string, ts: string) => void;
}
