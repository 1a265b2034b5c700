import { setTimeout as sleep } from 'node:timers/promises';
import type { LabCluster } from '../../../lab/postgres/cluster.js';
import type { LocalSlack } from '../../../lab/slack/local-slack.js';
import { Program, type Ended, type ProgramOptions } from './child.js';
import { configText, environmentFor, type Setting } from './configuration.js';
import { makePlace, type Place } from './place.js';
import { startSlack } from './slack.js';

export interface InstallationOptions {
  readonly lab: LabCluster;
  /** Keys of the cluster, which pgrepl knows as `orders`. */
  readonly keys?: Readonly<Record<string, unknown>>;
  /** Keys of its nodes, by name. */
  readonly nodes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly setting?: Partial<Setting>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A Slack, a directory and a configuration, and in them one process of pgrepl after another. */
export class Installation {
  readonly slack: LocalSlack;
  readonly place: Place;
  readonly #options: ProgramOptions;
  #program: Program | null = null;

  private constructor(slack: LocalSlack, place: Place, options: ProgramOptions) {
    this.slack = slack;
    this.place = place;
    this.#options = options;
  }

  static async make(options: InstallationOptions): Promise<Installation> {
    const { lab, keys, nodes, setting, environment } = options;
    const [{ slack, keys: slackKeys }, place] = await Promise.all([startSlack(), makePlace()]);
    return new Installation(slack, place, {
      place,
      config: configText({
        clusters: {
          orders: {
            lab,
            ...(keys === undefined ? {} : { keys }),
            ...(nodes === undefined ? {} : { nodes }),
          },
        },
        ...setting,
        slack: { ...slackKeys, ...setting?.slack },
      }),
      environment: { ...environmentFor(slack), ...environment },
    });
  }

  get program(): Program {
    if (this.#program === null) throw new Error('pgrepl was not started');
    return this.#program;
  }

  /** Starts pgrepl and waits until it watches. @param change what somebody did to its configuration */
  async start(change: (config: string) => string = (config) => config): Promise<Program> {
    const config = change(this.#options.config);
    this.#program = await Program.start({ ...this.#options, config });
    return this.#program;
  }

  /** Starts pgrepl and comes back after so many milliseconds, wherever it is by then. */
  async startFor(ms: number): Promise<void> {
    this.#program = await Program.run(this.#options, 'start');
    await sleep(ms);
  }

  /** Runs a command of pgrepl's to its end. */
  async run(...command: readonly string[]): Promise<Ended> {
    return (await Program.run(this.#options, ...command)).ended;
  }

  /** Ends everything, in whatever state it is. */
  async remove(): Promise<void> {
    if (this.#program !== null && !this.#program.isOver) await this.#program.kill();
    await this.slack.stop();
    await this.place.remove();
  }
}
