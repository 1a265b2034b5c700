import { startApp, type App } from '../app.js';
import type { AppConfig } from '../config/model.js';
import { createLog } from '../log.js';
import { StoreError } from '../store/index.js';
import type { CliContext, ExitCode } from './context.js';
import { readConfig, type ConfigChoice } from './read-config.js';

/** Runs pgrepl until it is asked to stop, or can't go on. */
export async function start(context: CliContext, choice: ConfigChoice): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const missing = missingForSlack(config);
  for (const message of missing) context.err(message);
  if (missing.length > 0) return 2;

  const log = createLog(config.logLevel, { write: context.writeErr });
  let fatal = (reason: string): void => {
    log.error({ reason }, 'pgrepl cannot go on');
  };
  const fatalReason = new Promise<string>((resolve) => {
    fatal = resolve;
  });
  let app: App;
  try {
    app = await startApp({
      config,
      clock: context.clock,
      log,
      random: context.random,
      onFatal: (reason) => {
        fatal(reason);
      },
    });
  } catch (error) {
    context.err(startFailure(error));
    return 1;
  }
  log.info(
    { clusters: config.clusters.length, healthPort: app.healthPort, slackPort: app.slackPort },
    'pgrepl is watching',
  );
  const ended = await Promise.race([
    context.stopRequested.then((signal) => ({ signal })),
    fatalReason.then((reason) => ({ reason })),
  ]);
  if ('reason' in ended) context.err(ended.reason);
  else log.info({ signal: ended.signal }, 'pgrepl is asked to stop');
  await app.stop();
  log.info({}, 'pgrepl has stopped');
  return 'reason' in ended ? 1 : 0;
}

/** What Slack can't be reached without. */
function missingForSlack({ slack, clusters }: AppConfig): readonly string[] {
  const missing: string[] = [];
  if (slack.botToken === null) missing.push("SLACK_BOT_TOKEN is not set: the app's bot token");
  if (slack.mode === 'socket' && slack.appToken === null) {
    missing.push(
      'SLACK_APP_TOKEN is not set: an app-level token with connections:write, for Socket Mode',
    );
  }
  if (slack.mode === 'http' && slack.signingSecret === null) {
    missing.push("SLACK_SIGNING_SECRET is not set: the app's signing secret, for HTTP mode");
  }
  for (const { name, channel } of clusters) {
    if (channel === null) {
      missing.push(
        `clusters.${name}.channel is missing: write one there, or slack.channel for all`,
      );
    }
  }
  return missing;
}

function startFailure(error: unknown): string {
  if (error instanceof StoreError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}: another program listens there; choose another port in the configuration.`;
  }
  return error instanceof Error ? error.message : String(error);
}
