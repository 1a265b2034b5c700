import type { Json } from '../json.js';

export interface View {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly appId: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  /** As the app made it, with the ids that Slack adds. */
  content: Json;
  hash: string;
  /** Field errors by block id, after the app refused a submission. */
  errors: Readonly<Record<string, string>>;
}
