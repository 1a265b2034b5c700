import type { Manifest } from '../manifest.js';

/** An app as it is installed in the workspace. */
export interface InstalledApp {
  readonly id: string;
  readonly name: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly scopes: readonly string[];
  readonly manifest: Manifest;
  /** Where Slack sends what happens; null for Socket Mode. */
  readonly requestUrls: RequestUrls | null;
}

/** Whether people and the app can write to each other directly. */
export function hasMessagesTab({ manifest }: InstalledApp): boolean {
  return manifest.features.app_home?.messages_tab_enabled !== false;
}

export interface RequestUrls {
  readonly commands: string;
  readonly interactivity: string;
  readonly events: string;
}
