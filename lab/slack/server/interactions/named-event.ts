import type { Json } from '../json.js';

export interface NamedEvent {
  /** As manifests name it: `message.channels` for a message in a public channel. */
  readonly name: string;
  /** Made only for an app that has subscribed to it. */
  readonly event: () => Json;
}
