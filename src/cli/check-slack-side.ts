import type { AppConfig, ClusterConfig } from '../config/model.js';
import { createLog } from '../log.js';
import type { NamedPrincipal } from '../slack/check-people.js';
import { checkSlack } from '../slack/check-slack.js';
import type { CheckPart } from './check-lines.js';
import type { CliContext } from './context.js';

/** Who is named in a cluster's allow-lists, or is called for its incidents, and under which key. */
function namedBy({ name, operations, escalation }: ClusterConfig): readonly NamedPrincipal[] {
  const called: readonly NamedPrincipal[] =
    escalation === null
      ? []
      : [
          {
            principal: { kind: 'group', id: escalation.mention },
            purpose: `${name}: escalation.mention`,
          },
        ];
  if (operations === null) return called;
  const allowed = Object.entries(operations.authority).flatMap(([kind, uses]) =>
    Object.entries(uses).flatMap(([use, principals]) =>
      principals.map((principal) => ({ principal, purpose: `${name}: ${kind}.${use}` })),
    ),
  );
  return [...allowed, ...called];
}

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
    people: clusters.flatMap(namedBy),
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
