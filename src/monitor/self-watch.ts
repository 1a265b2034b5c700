import type { Clock } from '../clock.js';
import type { Finding, Severity } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { listNames, safeName } from '../wording/safe-text.js';
import { formatDuration } from '../wording/units.js';
import type { IncidentKeeper } from './incident-keeper.js';
import type { Log } from './ports.js';

/** The name under which pgrepl watches itself; no cluster may carry it. */
export const selfName = 'pgrepl';

/** A channel, as the configuration has it, whose messages wait. */
export interface SilentChannel {
  readonly channel: string;
  readonly since: EpochMs;
  /** Slack's own word, for example `not_in_channel`. */
  readonly error: string;
  /** Whose incidents are told there. */
  readonly clusters: readonly string[];
}

/** What pgrepl can tell about itself. */
export interface SelfSigns {
  readonly storeDownSince: () => EpochMs | null;
  readonly slackDownSince: () => EpochMs | null;
  /** Channels that take no messages, and for which no other one takes them. */
  readonly silentChannels: () => readonly SilentChannel[];
  /** The watched cluster that the store lives in; null for none, or while that is not known. */
  readonly storeLivesIn: () => string | null;
  readonly clusters: () => readonly {
    readonly cluster: string;
    readonly evaluatedAt: EpochMs | null;
    readonly pollEveryMs: number;
  }[];
}

export interface SelfWatchOptions {
  readonly signs: SelfSigns;
  readonly keeper: IncidentKeeper;
  readonly clock: Clock;
  readonly log: Log;
  readonly startedAt: EpochMs;
}

/** How often pgrepl looks at itself, ms. */
const everyMs = 1000;
/** How long the store or Slack may be away before it is said, ms. */
const graceMs = 1500;
/** How long the first connection to Slack may take before that is said, ms: it is no outage. */
const firstConnectionMs = 10_000;
/** A cluster that has not been evaluated for this long is not being watched, ms. */
const blindMs = 20_000;

/** Finds what keeps pgrepl itself from doing its work. */
export class SelfWatch {
  readonly #options: SelfWatchOptions;
  #timer: NodeJS.Timeout | null = null;
  #findings: readonly Finding[] = [];
  #handed: Promise<void> = Promise.resolve();
  /** The cluster that the store was last found in, and since when. */
  #storeIn: { readonly cluster: string; readonly since: EpochMs } | null = null;

  constructor(options: SelfWatchOptions) {
    this.#options = options;
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#look();
    }, everyMs);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#handed;
  }

  #look(): void {
    const { signs, startedAt, clock, keeper, log } = this.#options;
    const now = clock.now();
    try {
      this.#lookForStore(now);
      this.#findings = [...selfFindings(signs, startedAt, now), ...misplacedStore(this.#storeIn)];
      this.#handed = keeper.take(this.#findings, now, null);
    } catch (error) {
      log.error({ err: error }, 'pgrepl could not look at itself');
    }
  }

  /** Once it is known where the store lives it is taken to stay there while nobody can tell. */
  #lookForStore(now: EpochMs): void {
    const cluster = this.#options.signs.storeLivesIn();
    if (cluster === null || cluster === this.#storeIn?.cluster) return;
    this.#storeIn = { cluster, since: now };
    this.#options.log.error({ cluster }, 'the store lives in a cluster that it watches');
  }
}

function misplacedStore(
  found: { readonly cluster: string; readonly since: EpochMs } | null,
): readonly Finding[] {
  if (found === null) return [];
  const { cluster, since } = found;
  return [
    selfFinding(
      'store-in-watched-cluster',
      cluster,
      since,
      {
        what: `pgrepl's store lives in ${cluster}, a cluster that pgrepl watches.`,
        consequence: `When ${cluster} is lost, the store is lost with it, just when it is needed; and while commits hang there, nothing can be put on record.`,
        next: 'Use the embedded store, or set PGREPL_STORE_URL to a server that belongs to no watched cluster, and restart pgrepl.',
      },
      'warning',
    ),
  ];
}

/** What is wrong with pgrepl at `now`. */
export function selfFindings(
  signs: SelfSigns,
  startedAt: EpochMs,
  now: EpochMs,
): readonly Finding[] {
  const findings: Finding[] = [];
  const storeDown = signs.storeDownSince();
  if (storeDown !== null && now - storeDown >= graceMs) {
    findings.push(
      selfFinding('store-down', null, storeDown, {
        what: `pgrepl's store has not taken anything for ${formatDuration(now - storeDown)}.`,
        consequence:
          'Alerts still go out and nothing is forgotten while pgrepl runs, but what happens now is lost if pgrepl is stopped before the store is back.',
        next: "Look at the store's server and disk; `pgrepl check` says what is wrong with it.",
      }),
    );
  }
  const slackDown = signs.slackDownSince();
  const isStarting = now - startedAt < firstConnectionMs;
  if (slackDown !== null && now - slackDown >= graceMs && !isStarting) {
    findings.push(
      selfFinding('slack-unreachable', null, slackDown, {
        what: `Slack has not taken anything from pgrepl for ${formatDuration(now - slackDown)}.`,
        consequence:
          'Nobody is told anything in Slack; every message is kept until Slack takes it.',
        next: 'Use `pgrepl status` in a terminal until then; `pgrepl check` says what Slack answers.',
      }),
    );
  }
  for (const silent of signs.silentChannels()) {
    if (now - silent.since >= graceMs) findings.push(channelRefuses(silent, now));
  }
  for (const { cluster, evaluatedAt, pollEveryMs } of signs.clusters()) {
    const since = evaluatedAt ?? startedAt;
    if (now - since < Math.max(blindMs, 3 * pollEveryMs)) continue;
    findings.push(
      selfFinding('not-watching', cluster, since, {
        what: `pgrepl has not completed a look at ${cluster} for ${formatDuration(now - since)}.`,
        consequence: 'What happens to this cluster now goes unnoticed.',
        next: "Look at pgrepl's log and at the load of its machine, and restart it if need be.",
      }),
    );
  }
  return findings;
}

function channelRefuses({ channel, since, error, clusters }: SilentChannel, now: EpochMs): Finding {
  const name = safeName(channel, 81);
  const whom = clusters.length === 0 ? 'itself' : listNames(clusters);
  return selfFinding('channel-refuses', channel, since, {
    what: `Slack has taken no message for ${name} for ${formatDuration(now - since)} (it says \`${safeName(error)}\`).`,
    consequence: `Nobody is told what pgrepl has to say of ${whom}; its messages are kept, and are tried once a minute.`,
    next: `Invite pgrepl to ${name} (\`/invite @pgrepl\`), unarchive it, or name another channel in the configuration; \`slack.fallback_channel\` takes such messages meanwhile.`,
  });
}

function selfFinding(
  kind: string,
  subject: string | null,
  since: EpochMs,
  words: Pick<Finding, 'what' | 'consequence' | 'next'>,
  severity: Severity = 'critical',
): Finding {
  return {
    kind,
    cluster: selfName,
    subject,
    key: subject === null ? `${selfName}/${kind}` : `${selfName}/${kind}/${subject}`,
    severity,
    since,
    causes: [subject === null ? `self:${kind}` : `self:${kind}:${subject}`],
    ...words,
    evidence: {},
  };
}
