import type { Admin } from './admin.js';
import type { Call } from './call-log.js';
import type { Delivery, SentEnvelope } from './delivery/envelope.js';
import type { DisconnectReason } from './delivery/socket-mode.js';
import type { Person } from './driver/person.js';
import type { Faults } from './faults.js';
import type { InstalledApp } from './model/app.js';
import type { Message } from './model/message.js';
import type { Channel, Team, User } from './model/people.js';
import type { RevokedAs } from './revocations.js';

/** A file as people see it. */
export interface HandedFile {
  readonly name: string;
  readonly title: string;
  /** By what is in it. */
  readonly mimetype: string;
  readonly content: Buffer;
}

/** A Slack of one's own, on this machine alone. */
export interface LocalSlack {
  readonly port: number;
  /** The page: `http://127.0.0.1:port/`. */
  readonly url: string;
  /** For `SLACK_API_URL` and Bolt's `clientOptions.slackApiUrl`: `http://127.0.0.1:port/api/`. */
  readonly apiUrl: string;
  readonly team: Team;
  /** The first app. */
  readonly app: InstalledApp;
  readonly apps: readonly InstalledApp[];
  readonly users: readonly User[];
  readonly channels: readonly Channel[];
  readonly admin: Admin;
  readonly faults: Faults;

  /** Acts as a person, by id or name. */
  readonly as: (user: string) => Person;
  readonly channel: (idOrName: string) => Channel;
  /** What everybody in a channel sees outside threads, oldest first. */
  readonly messages: (channel: string) => readonly Readonly<Message>[];
  /** The root and its replies. */
  readonly thread: (channel: string, ts: string) => readonly Readonly<Message>[];
  readonly message: (channel: string, ts: string) => Readonly<Message> | null;
  /** The first message anywhere, ephemeral ones too, that the predicate holds for, now or later. */
  readonly waitForMessage: (
    predicate: (message: Readonly<Message>) => boolean,
    timeoutMs?: number,
  ) => Promise<Readonly<Message>>;
  /** Waits until a condition holds; looks at once and after every change here. */
  readonly waitUntil: (condition: () => boolean, what: string, timeoutMs?: number) => Promise<void>;
  /** A file that an app handed over, by its id; null if there is none. */
  readonly file: (id: string) => HandedFile | null;
  /** What apps have asked for, oldest first. */
  readonly calls: (method?: string) => readonly Call[];
  /** What was sent to apps, oldest first. */
  readonly envelopes: () => readonly SentEnvelope[];
  /** Sends an envelope again; that of what a person did last if none is given. */
  readonly redeliver: (sent?: SentEnvelope) => Promise<Delivery>;

  /** How many Socket Mode connections an app has; of the first app if none is given. */
  readonly connections: (appId?: string) => number;
  /** Waits until an app has a Socket Mode connection. */
  readonly connected: (timeoutMs?: number) => Promise<void>;
  /** Slack's own request to connect anew. */
  readonly requestDisconnect: (reason?: DisconnectReason) => void;
  /** Cuts all Socket Mode connections without a word. */
  readonly disconnectSockets: () => void;
  /** While true, whatever apps ask for is refused, sockets too; people's page stays. */
  readonly outage: (on: boolean) => void;
  readonly revokeToken: (token: string, as?: RevokedAs) => void;
  readonly restoreToken: (token: string) => void;
  /** Slack's challenge to an app's events URL: whether the app passed it. */
  readonly verifyRequestUrl: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
}
