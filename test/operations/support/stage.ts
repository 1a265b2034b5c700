import { labCommands } from '../../../lab/postgres/commands.js';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import type { ClusterSpec } from '../../../lab/postgres/spec.js';
import type { LocalSlack } from '../../../lab/slack/local-slack.js';
import type { Seen } from '../../e2e/support/messages.js';
import { Scene } from '../../e2e/support/scene.js';
import { Desk } from './desk.js';

type Keys = Readonly<Record<string, unknown>>;

export interface StageOptions<Name extends string> {
  readonly spec: ClusterSpec<Name>;
  /** Keys of `operations`, over the command driver and people who may do everything. */
  readonly operations?: Keys;
  /** Changes what is run for a node. */
  readonly commands?: (name: string, commands: Keys) => Keys;
}

/** People of the local Slack who may ask for and approve operations. */
const people = { request: ['U0SRE', 'U0REQUESTER'], approve: ['S0DBAONCALL'] };

/** The keys of the configuration with which pgrepl may operate on a cluster of the lab. */
export async function operationKeys(
  lab: LabCluster,
  options: Pick<StageOptions<string>, 'operations' | 'commands'> = {},
): Promise<{ readonly keys: Keys; readonly nodes: Readonly<Record<string, Keys>> }> {
  const nodes = await Promise.all(
    lab.nodes.map(async (node): Promise<readonly [string, Keys]> => {
      const commands = await labCommands(node);
      return [
        node.name,
        {
          commands: options.commands?.(node.name, commands) ?? commands,
          replication: { host: '127.0.0.1', port: node.serverPort, user: 'postgres' },
        },
      ];
    }),
  );
  return {
    keys: {
      operations: {
        driver: 'command',
        user: 'postgres',
        switchover: people,
        promote: people,
        timeouts: { stop: '10s', receive: '5s', promote: '10s', follow: '20s', rejoin: '60s' },
        ...options.operations,
      },
    },
    nodes: Object.fromEntries(nodes),
  };
}

/** A cluster of the lab, the local Slack and a pgrepl that may operate on it. */
export class Stage<Name extends string = string> {
  readonly lab: LabCluster<Name>;
  readonly scene: Scene;
  readonly desk: Desk;

  private constructor(lab: LabCluster<Name>, scene: Scene) {
    this.lab = lab;
    this.scene = scene;
    this.desk = new Desk(scene.slack, () => scene.pgrepl.log.slice(-30).join(''));
  }

  static async open<const Name extends string>(options: StageOptions<Name>): Promise<Stage<Name>> {
    const lab = await startCluster(options.spec);
    try {
      const orders = await operationKeys(lab, options);
      return new Stage(lab, await Scene.open({ lab, orders }));
    } catch (error) {
      await lab.stop();
      throw error;
    }
  }

  get slack(): LocalSlack {
    return this.scene.slack;
  }

  /** Types `/pgrepl …` as somebody, and returns what they are answered. */
  async command(text: string, person = 'requester'): Promise<string> {
    return this.desk.command(text, person);
  }

  /** Waits until the newest card shows this. */
  async cardShows(what: string | RegExp): Promise<Seen> {
    return this.desk.cardShows(what);
  }

  /** Clicks a button of the newest card, and returns what the person is answered. */
  async click(button: string, person = 'dba'): Promise<string> {
    return this.desk.click(button, person);
  }

  async close(): Promise<void> {
    await this.scene.close();
    await this.lab.stop();
  }
}
