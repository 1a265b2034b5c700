import type { LabCluster } from '../../../lab/postgres/cluster.js';
import type { LocalSlack } from '../../../lab/slack/local-slack.js';
import type { Clock } from '../../../src/clock.js';
import type { ClusterSetting, Setting } from './configuration.js';
import { startInProcess, type InProcess } from './in-process.js';
import { makePlace, type Place } from './place.js';
import { startSlack, type SlackForPgrepl, type Way } from './slack.js';

export interface SceneOptions {
  readonly lab: LabCluster;
  /** What is said of the cluster, which pgrepl knows as `orders`. */
  readonly orders?: Omit<ClusterSetting, 'lab'>;
  readonly setting?: Partial<Setting>;
  /** How Slack reaches pgrepl; by Socket Mode unless said. */
  readonly way?: Way;
  readonly clock?: Clock;
}

/** A local Slack, a place and a pgrepl in this process that watches one cluster, which is well. */
export class Scene {
  readonly slack: LocalSlack;
  readonly place: Place;
  #pgrepl: InProcess | null = null;
  readonly #options: SceneOptions;
  readonly #slackKeys: SlackForPgrepl['keys'];

  private constructor(options: SceneOptions, { slack, keys }: SlackForPgrepl, place: Place) {
    this.#options = options;
    this.#slackKeys = keys;
    this.slack = slack;
    this.place = place;
  }

  static async open(options: SceneOptions): Promise<Scene> {
    const [slack, place] = await Promise.all([startSlack(options.way), makePlace()]);
    const scene = new Scene(options, slack, place);
    try {
      await scene.start();
      await scene.pgrepl.well();
      return scene;
    } catch (error) {
      await scene.close();
      throw error;
    }
  }

  get pgrepl(): InProcess {
    if (this.#pgrepl === null) throw new Error('pgrepl does not run');
    return this.#pgrepl;
  }

  get setting(): Setting {
    const { lab, orders, setting } = this.#options;
    return {
      clusters: { orders: { lab, ...orders } },
      ...setting,
      slack: { ...this.#slackKeys, ...setting?.slack },
    };
  }

  /** Starts pgrepl, again after {@link stop}. */
  async start(): Promise<void> {
    const { clock } = this.#options;
    this.#pgrepl = await startInProcess({
      setting: this.setting,
      slack: this.slack,
      place: this.place,
      ...(clock === undefined ? {} : { clock }),
    });
  }

  /** Stops pgrepl; the rest stays. */
  async stop(): Promise<void> {
    const running = this.#pgrepl;
    this.#pgrepl = null;
    await running?.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.slack.stop();
    await this.place.remove();
  }
}
