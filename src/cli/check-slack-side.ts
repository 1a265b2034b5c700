import type { AppConfig } from '../config/model.js';
import { createLog } from '../log.js';
import { checkSlack } from '../slack/check-slack.js';
import type { CheckPart } from './check-lines.js';
import type { CliContext } from './context.js';

/** Tries Slack without posting anything. */
export async function checkSlackSide(config: AppConfig, context: CliContext): Promise<CheckPart> {
  const { slack, clusters } = config;
  const own =
    slack.fallbackChannel === null
      ? []
      : [{ channel: slack.fallbackChannel, purpose: 'pgrepl itself, and the fallback' }];
  const lines = await checkSlack({
    botToken: slack.botToken,
    mode:
      slack.mode === 'socket'
        ? { kind: 'socket', appToken: slack.appToken }
        : { kind: 'http', signingSecret: slack.signingSecret },
    apiUrl: slack.apiUrl ?? undefined,
    channels: [
      ...clusters.flatMap(({ name, channel }) =>
        channel === null ? [] : [{ channel, purpose: name }],
      ),
      ...own,
    ],
    log: createLog('error', { write: context.writeErr }),
  });
  const homeless = clusters.filter(({ channel }) => channel === null);
  return {
    title: `Slack (${slack.mode === 'socket' ? 'Socket Mode' : 'HTTP'})`,
    lines: [
      ...lines,
      ...homeless.map(({ name }) => ({
        level: 'fail' as const,
        message: `${name} has no channel: nobody would be told.`,
        remedy: `Write clusters.${name}.channel, or slack.channel for all.`,
      })),
    ],
  };
}
