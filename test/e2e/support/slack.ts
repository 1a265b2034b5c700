import { allocatePort } from '../../../lab/postgres/ports.js';
import { type LocalSlack, startLocalSlack } from '../../../lab/slack/local-slack.js';

export type Way = 'socket' | 'http';

/** A local Slack in which pgrepl is installed by its own manifest, and what its file must say of it. */
export interface SlackForPgrepl {
  readonly slack: LocalSlack;
  /** Keys of `slack` in `pgrepl.yaml`. */
  readonly keys: Readonly<Record<string, unknown>>;
}

export async function startSlack(way: Way = 'socket'): Promise<SlackForPgrepl> {
  if (way === 'socket') {
    const app = { name: 'pgrepl', manifest: 'manifests/pgrepl.socket-mode.yaml' };
    return { slack: await startLocalSlack({ apps: [app] }), keys: { mode: 'socket' } };
  }
  const port = await allocatePort();
  const app = {
    name: 'pgrepl',
    manifest: 'manifests/pgrepl.http.yaml',
    requestUrls: `http://127.0.0.1:${port}/slack/events`,
  };
  const keys = { mode: 'http', listen: { host: '127.0.0.1', port } };
  return { slack: await startLocalSlack({ apps: [app] }), keys };
}
