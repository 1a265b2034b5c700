import { startApp, type App } from '../app.js';
import type { AppConfig } from '../config/model.js';
import { secretsOf } from '../config/secrets.js';
import { createLog, withoutSecrets } from '../log.js';
import type { Log } from '../monitor/ports.js';
import { StoreError } from '../store/index.js';
import type { CliContext, ExitCode, StopReason } from './context.js';
import { readConfig, type ConfigChoice } from './read-config.js';

/** Runs pgrepl until it is asked to stop, or can't go on. */
export async function start(context: CliContext, choice: ConfigChoice): Promise<ExitCode> {
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const missing = missingForSlack(config);
  for (const message of missing) context.err(message);
  if (missing.length > 0) return 2;

  const log = createLog(config.logLevel, { write: context.writeErr }, secretsOf(config));
  const stop = new AbortController();
  const ended = new Promise<Ending>((resolve) => {
    void context.untilStopped().then(resolve);
    stop.signal.addEventListener('abort', () => {
      resolve({ kind: 'fatal', reason: String(stop.signal.reason) });
    });
  });
  void ended.then(() => {
    stop.abort();
  });
  let app: App;
  try {
    app = await startApp({
      config,
      clock: context.clock,
      log,
      random: context.random,
      environment: context.environment,
      onFatal: (reason) => {
        stop.abort(reason);
      },
      stop: stop.signal,
    });
  } catch (error) {
    context.err(withoutSecrets(startFailure(error), secretsOf(config)));
    return 1;
  }
  if (!stop.signal.aborted) {
    log.info(
      { clusters: config.clusters.length, healthPort: app.healthPort, slackPort: app.slackPort },
      'pgrepl is watching',
    );
  }
  const ending = await ended;
  say(ending, log, context);
  await app.stop();
  log.info({}, 'pgrepl has stopped');
  return ending.kind === 'signal' ? 0 : 1;
}

type Ending = StopReason | { readonly kind: 'fatal'; readonly reason: string };

function say(ending: Ending, log: Log, context: CliContext): void {
  switch (ending.kind) {
    case 'signal':
      log.info({ signal: ending.signal }, 'pgrepl is asked to stop');
      return;
    case 'bug':
      log.error({ err: ending.error }, 'an error that nobody caught: pgrepl stops');
      return;
    case 'fatal':
      log.error({ reason: ending.reason }, 'pgrepl cannot go on');
      context.err(ending.reason);
  }
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
