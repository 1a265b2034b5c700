import type { Channel, User } from './model/people.js';
import type { Message } from './model/message.js';
import type { View } from './model/view.js';

/** Something that happened in the workspace, for whoever looks on: the page, events, tests. */
export type Change =
  | { readonly kind: 'message-posted'; readonly message: Message }
  | {
      readonly kind: 'message-edited';
      readonly message: Message;
      readonly previous: Readonly<Message>;
    }
  | { readonly kind: 'message-deleted'; readonly message: Message; readonly gone: boolean }
  | { readonly kind: 'channel-changed'; readonly channel: Channel }
  | { readonly kind: 'channel-renamed'; readonly channel: Channel }
  | { readonly kind: 'channel-archived'; readonly channel: Channel }
  | { readonly kind: 'channel-unarchived'; readonly channel: Channel }
  | { readonly kind: 'member-joined'; readonly channel: Channel; readonly user: User }
  | { readonly kind: 'member-left'; readonly channel: Channel; readonly user: User }
  | { readonly kind: 'user-changed'; readonly user: User }
  | { readonly kind: 'read'; readonly channel: Channel; readonly user: string }
  | { readonly kind: 'view-shown'; readonly view: View }
  | { readonly kind: 'view-closed'; readonly view: View }
  | { readonly kind: 'connections'; readonly appId: string; readonly count: number }
  /** Something was sent to an app, or an app has acknowledged it. */
  | { readonly kind: 'envelope' }
  /** An app has called, or was answered. */
  | { readonly kind: 'call' };

export class Changes {
  readonly #listeners = new Set<(change: Change) => void>();

  publish(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  /** Listens until the returned function is called. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
