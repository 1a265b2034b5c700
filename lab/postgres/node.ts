import {
  nameMatches,
  parseSynchronousStandbyNames,
} from '../../src/replication/sync/parse-names.js';
import { signalled } from '../../src/store/embedded/processes.js';
import type { Link } from './link.js';
import { followListening } from './outside.js';
import { LabServer } from './server.js';
import { quoted } from './settings.js';
import type { NodeSpec } from './spec.js';
import { waitUntil } from './wait.js';

/** One server of a cluster of the lab, with the links that lead to it and from it. */
export class LabNode extends LabServer {
  readonly spec: NodeSpec;
  readonly #monitorLink: Link | undefined;
  readonly #replicationLink: Link | undefined;
  #follower: (() => void) | undefined;

  constructor(
    options: ConstructorParameters<typeof LabServer>[0] & {
      readonly spec: NodeSpec;
      readonly monitorLink: Link | undefined;
      readonly replicationLink: Link | undefined;
    },
  ) {
    super(options);
    this.spec = options.spec;
    this.#monitorLink = options.monitorLink;
    this.#replicationLink = options.replicationLink;
  }

  /** Where a monitor connects, on 127.0.0.1: through the link if there is one. */
  get port(): number {
    return this.#monitorLink?.port ?? this.serverPort;
  }

  /**
   * From now on its links notice a server that somebody else starts and stops; what this object does
   * itself they are told anyway.
   */
  followOutside(): void {
    if (this.hasLinks) this.#follower ??= followListening(this);
  }

  protected override get isFollowed(): boolean {
    return this.#follower !== undefined;
  }

  /** Its links notice nothing from outside any more. */
  leaveOutside(): void {
    this.#follower?.();
    this.#follower = undefined;
  }

  /** A monitor's path to this node. @throws if the cluster was started without `links` */
  get monitorLink(): Link {
    return present(this.#monitorLink, this.name, 'monitor');
  }

  /** This node's path to its upstream. @throws if there is none, or no `links` */
  get replicationLink(): Link {
    return present(this.#replicationLink, this.name, 'replication');
  }

  /** Whether the cluster was started with links. */
  get hasLinks(): boolean {
    return this.#monitorLink !== undefined;
  }

  /** Whether this node was given a path to an upstream. */
  get hasReplicationLink(): boolean {
    return this.#replicationLink !== undefined;
  }

  /** Lets a standby receive from there: by a reload from 13 on, by a restart on 12. */
  async receiveFrom(conninfo: string): Promise<void> {
    if (this.major < 12) throw new Error('up to 11 primary_conninfo stands in recovery.conf');
    await this.configure({ primary_conninfo: conninfo });
    if (this.major === 12) await this.restart();
  }

  async pauseReplay(): Promise<void> {
    await this.sql('SELECT pg_wal_replay_pause()');
    await waitUntil(`${this.name} has paused replay`, () => this.#isReplayPaused());
  }

  async resumeReplay(): Promise<void> {
    await this.sql('SELECT pg_wal_replay_resume()');
    await waitUntil(`${this.name} has resumed replay`, async () => !(await this.#isReplayPaused()));
  }

  /**
   * Promotes as `pg_ctl promote` does, and waits until the server is a primary. Now and then a
   * standby sleeps through the request; a reload wakes it.
   */
  async promote(): Promise<void> {
    const pid = await this.pid();
    if (pid === undefined) throw new Error(`${this.name} does not run`);
    await this.writeFile('promote', '');
    signalled(pid, 'SIGUSR1');
    const startedAt = performance.now();
    await waitUntil(`${this.name} is promoted`, async () => {
      if (!(await this.isInRecovery())) return true;
      if (performance.now() - startedAt > 300) signalled(pid, 'SIGHUP');
      return false;
    });
  }

  async isInRecovery(): Promise<boolean> {
    const [row] = await this.sql<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
    return row?.standby === true;
  }

  /**
   * Sets `synchronous_standby_names` by ALTER SYSTEM and waits until sessions see it, and the WAL
   * senders too: each of them reads it by itself, and takes its standby's priority from it.
   */
  async setSynchronousStandbyNames(names: string): Promise<void> {
    await this.alterSystem('synchronous_standby_names', names);
    await waitUntil(`the WAL senders of ${this.name} have read ${names}`, () =>
      this.#sendersHaveRead(names),
    );
  }

  /**
   * Has the server read its files again, and waits until it has: who comes in from then on meets the
   * new `pg_hba.conf`. It lets nobody in while it reads.
   */
  async reload(): Promise<void> {
    const loadedAt = async (): Promise<unknown> =>
      (await this.sql('SELECT pg_conf_load_time()::text AS at'))[0]?.['at'];
    const before = await loadedAt();
    await this.sql('SELECT pg_reload_conf()');
    await waitUntil(
      `${this.name} has read its configuration`,
      async () => (await loadedAt()) !== before,
    );
  }

  /** Sets one setting by ALTER SYSTEM, reloads, and waits until sessions see it. */
  async alterSystem(name: string, value: string): Promise<void> {
    await this.sql(`ALTER SYSTEM SET ${name} = ${quoted(value)}`);
    await this.reload();
    await waitUntil(`${this.name} has read ${name}`, async () => {
      const rows = await this.sql(
        'SELECT 1 FROM pg_file_settings WHERE name = $1 AND NOT applied',
        [name],
      );
      const [row] = await this.sql<{ value: string }>('SELECT current_setting($1) AS value', [
        name,
      ]);
      return rows.length === 0 && row?.value === value;
    });
  }

  async #sendersHaveRead(names: string): Promise<boolean> {
    const senders = await this.sql<{ name: string; priority: number }>(
      // Without a flushed position the view shows 0, whatever the sender goes by; and on a standby
      // none has a priority.
      `SELECT application_name AS name, sync_priority AS priority FROM pg_stat_replication
        WHERE state = 'streaming' AND flush_lsn IS NOT NULL AND NOT pg_is_in_recovery()`,
    );
    return senders.every(({ name, priority }) => priority === syncPriority(names, name));
  }

  async #isReplayPaused(): Promise<boolean> {
    // From 14 on a pause is requested first and comes into effect at the next record's end.
    const state =
      this.major >= 14 ? "pg_get_wal_replay_pause_state() = 'paused'" : 'pg_is_wal_replay_paused()';
    const [row] = await this.sql<{ paused: boolean }>(`SELECT ${state} AS paused`);
    return row?.paused === true;
  }
}

/** The priority of a standby of this name, as its WAL sender works it out (syncrep.c). */
function syncPriority(names: string, applicationName: string): number {
  const parsed = parseSynchronousStandbyNames(names);
  if (!parsed.ok || parsed.config === null) return 0;
  const at = parsed.config.names.findIndex((listed) => nameMatches(listed, applicationName)) + 1;
  return parsed.config.method === 'quorum' ? Math.min(at, 1) : at;
}

function present(link: Link | undefined, name: string, kind: string): Link {
  if (link === undefined) throw new Error(`${name} has no ${kind} link`);
  return link;
}
