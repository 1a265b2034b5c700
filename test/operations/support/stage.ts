import { labCommands } from '../../../lab/postgres/commands.js';
import { startCluster, type LabCluster } from '../../../lab/postgres/cluster.js';
import type { ClusterSpec } from '../../../lab/postgres/spec.js';
import type { LocalSlack } from '../../../lab/slack/local-slack.js';
import { waitUntil } from '../../../lab/postgres/wait.js';
import { raw, roots, said, shown, type Seen } from '../../e2e/support/messages.js';
import { Scene } from '../../e2e/support/scene.js';

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

  private constructor(lab: LabCluster<Name>, scene: Scene) {
    this.lab = lab;
    this.scene = scene;
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
    const typed = await this.slack.as(person).command('/pgrepl', text, '#orders');
    return shown(await typed.response());
  }

  /** The newest card of an operation in the channel. */
  card(): Seen | undefined {
    return roots(this.slack)
      .filter((message) => raw(message).includes('OP-'))
      .at(-1);
  }

  /** Waits until the newest card shows this. */
  async cardShows(what: string | RegExp): Promise<Seen> {
    return waitUntil(
      `the card shows ${String(what)}`,
      () => {
        const card = this.card();
        if (card === undefined) return undefined;
        const text = `${card.text}\n${shown(card)}`;
        return (typeof what === 'string' ? text.includes(what) : what.test(text))
          ? card
          : undefined;
      },
      {
        timeoutMs: 40_000,
        detail: () => `${said(this.slack)}\n${this.scene.pgrepl.log.slice(-30).join('')}`,
      },
    );
  }

  /** Clicks a button of the newest card, and returns what the person is answered. */
  async click(button: string, person = 'dba'): Promise<string> {
    const card = this.card();
    if (card === undefined) throw new Error(`there is no card\n${said(this.slack)}`);
    const clicked = await this.slack.as(person).click(card, button);
    return shown(await clicked.response());
  }

  async close(): Promise<void> {
    await this.scene.close();
    await this.lab.stop();
  }
}
