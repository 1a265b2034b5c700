/**
 * What the local Slack's page and its server say to each other: JSON over HTTP below `/page/`, and
 * one server-sent event stream. It is not a part of Slack's own API.
 *
 * - `GET  /page/state?user=U…` → {@link PageState}: everything this person can see. Without `user`,
 *   or with one that does not exist, it is the first member's.
 * - `GET  /page/events?user=U…` → `text/event-stream` of {@link PageEvent}, each with an `id:` that
 *   grows. The page opens the stream first (so the headers go out at once), then fetches the state,
 *   and skips the events that the state's `eventId` includes.
 * - `GET  /page/files/F…` → what is in a file.
 * - `POST /page/actions` with a {@link PageAction} → {@link PageActionResult}.
 */

export interface PageUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** `member`, `admin`, `guest` (single-channel), `deactivated`, `bot`, `foreign` (another team). */
  readonly kind: 'member' | 'admin' | 'guest' | 'deactivated' | 'bot' | 'foreign';
  /** A CSS colour for the avatar tile; the page shows the name's first letter on it. */
  readonly colour: string;
}

export interface PageChannel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isExtShared: boolean;
  readonly isArchived: boolean;
  /** Whether the app is in it: it hears and says nothing where it is not. */
  readonly hasApp: boolean;
  /** The person's direct messages with the app; `name` is the app's then. */
  readonly isDirectMessage?: boolean;
  readonly topic: string;
  readonly unread: number;
}

export interface PageMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  readonly text: string;
  /** Block Kit, as posted. */
  readonly blocks: readonly unknown[];
  readonly files?: readonly PageFile[];
  readonly edited: boolean;
  readonly deleted: boolean;
  /** Shown to this person alone, with a mark that says so. */
  readonly ephemeral: boolean;
  /** A thread reply that was also sent to the channel. */
  readonly broadcast: boolean;
  readonly replyCount: number;
  readonly latestReply: string | null;
}

/** A file that came with a message; what is in it is at `/page/files/<id>`. */
export interface PageFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** Empty while Slack works on it. */
  readonly mimetype: string;
  /** In bytes. */
  readonly size: number;
}

export interface PageCommand {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

/** A message shortcut of the app: it stands in the "more actions" menu of a message. */
export interface PageShortcut {
  readonly callbackId: string;
  readonly name: string;
}

/** A user group, for `<!subteam^S…>`. */
export interface PageUserGroup {
  readonly id: string;
  readonly handle: string;
}

export interface PageView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  /** The view object as the app opened it. */
  readonly view: unknown;
  /** Field errors by block id, after a submission was refused by the app. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface PageState {
  readonly team: { readonly id: string; readonly name: string };
  readonly me: PageUser;
  readonly users: readonly PageUser[];
  readonly channels: readonly PageChannel[];
  /** Newest last; thread replies included; ephemeral ones only for their person. */
  readonly messages: readonly PageMessage[];
  readonly commands: readonly PageCommand[];
  readonly shortcuts?: readonly PageShortcut[];
  readonly userGroups?: readonly PageUserGroup[];
  readonly app: { readonly id: string; readonly name: string; readonly connected: boolean };
  readonly home: PageView | null;
  readonly modals: readonly PageView[];
  /** The event id that this state includes: the stream is resumed after it. */
  readonly eventId: number;
}

export type PageEvent =
  | { readonly kind: 'message'; readonly message: PageMessage }
  | { readonly kind: 'channel'; readonly channel: PageChannel }
  | { readonly kind: 'modal'; readonly view: PageView }
  | { readonly kind: 'modal-closed'; readonly viewId: string }
  | { readonly kind: 'home'; readonly view: PageView }
  | { readonly kind: 'app'; readonly connected: boolean };

export type PageAction =
  | {
      readonly kind: 'post';
      readonly user: string;
      readonly channel: string;
      /** mrkdwn as Slack's client sends it: `&`, `<` and `>` escaped, mentions as `<@U…>`, `<#C…>`. */
      readonly text: string;
      readonly threadTs?: string;
    }
  | {
      readonly kind: 'command';
      readonly user: string;
      readonly channel: string;
      readonly command: string;
      /** What was typed after the command, as it was typed. */
      readonly text: string;
      readonly threadTs?: string;
    }
  | {
      readonly kind: 'block-action';
      readonly user: string;
      /** Where the element stands: in a message or in a view. */
      readonly container:
        | { readonly type: 'message'; readonly channel: string; readonly ts: string }
        | { readonly type: 'view'; readonly viewId: string };
      /** The action object as Slack sends it, without `action_ts`. */
      readonly action: Readonly<Record<string, unknown>>;
      /** `state.values` of the message or view at that moment. */
      readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    }
  | {
      readonly kind: 'view-submission';
      readonly user: string;
      readonly viewId: string;
      readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    }
  | { readonly kind: 'view-closed'; readonly user: string; readonly viewId: string }
  | { readonly kind: 'open-home'; readonly user: string }
  | {
      readonly kind: 'message-shortcut';
      readonly user: string;
      readonly callbackId: string;
      readonly channel: string;
      readonly ts: string;
    }
  /** Of one's own message; `text` is mrkdwn, as for `post`. */
  | {
      readonly kind: 'edit-message';
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly text: string;
    }
  /** Of one's own message; for an administrator of anybody's. */
  | {
      readonly kind: 'delete-message';
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
    }
  | { readonly kind: 'mark-read'; readonly user: string; readonly channel: string }
  /** `name` as Slack takes it: lower case, with or without its `#`. */
  | {
      readonly kind: 'rename-channel';
      readonly user: string;
      readonly channel: string;
      readonly name: string;
    }
  | {
      readonly kind: 'archive-channel';
      readonly user: string;
      readonly channel: string;
      /** False to take it out of the archive. */
      readonly archived: boolean;
    }
  /** The app is invited to a channel, or removed from it. */
  | {
      readonly kind: 'app-in-channel';
      readonly user: string;
      readonly channel: string;
      readonly isMember: boolean;
    };

export type PageActionResult =
  | { readonly ok: true }
  /** What the person is told: Slackbot's words, for example that the app did not respond. */
  | { readonly ok: false; readonly message: string };
