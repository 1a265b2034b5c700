import type { LabNode } from '../../postgres/node.js';
import type { PanelActionName } from '../panel-api.js';
import { healLinks, linkOf, type LinkTo } from './links.js';
import { Refusal } from './refusal.js';

/** What the panel does to one node. */
export interface NodeDeed {
  /** While it is being done. */
  readonly doing: string;
  /** For the list of what was done. */
  readonly done: string;
  readonly run: () => Promise<void>;
}

/**
 * The deed of an action on one node, whose network path leads as `linkTo` says; undefined if the
 * action is not about a node.
 */
export function nodeDeed(
  action: PanelActionName,
  node: LabNode,
  linkTo: LinkTo,
): NodeDeed | undefined {
  const { name } = node;
  const deed = (doing: string, done: string, run: () => Promise<void>): NodeDeed => ({
    doing: `${doing} ${name}`,
    done: `${name}: ${done}`,
    run,
  });
  switch (action) {
    case 'kill':
      return deed('Killing', 'killed (SIGKILL)', () => whileUp(node, () => node.kill()));
    case 'freeze':
      return deed('Freezing', 'frozen (SIGSTOP)', () => whileRunning(node, () => node.freeze()));
    case 'thaw':
      return deed('Thawing', 'thawed (SIGCONT)', () => thaw(node));
    case 'stop':
      return deed('Stopping', 'stopped cleanly', () => whileUp(node, () => node.stop()));
    case 'start':
      return deed('Starting', 'started', () => start(node));
    case 'cut-link':
      return deed('Cutting the link of', `${linkWords(linkTo)} refuses connections`, () =>
        linkOf(node, linkTo).cut(),
      );
    case 'drop-link':
      return deed('Dropping the packets of', `${linkWords(linkTo)} swallows packets`, () =>
        linkOf(node, linkTo).drop(),
      );
    case 'heal-link':
      return deed('Healing the link of', `${linkWords(linkTo)} works again`, () => healLinks(node));
    case 'pause-replay':
      return deed('Pausing replay on', 'replay paused', () =>
        asStandby(node, () => node.pauseReplay()),
      );
    case 'resume-replay':
      return deed('Resuming replay on', 'replay resumed', () =>
        asStandby(node, () => node.resumeReplay()),
      );
    case 'set-sync-names':
    case 'burst':
    case 'load-on':
    case 'load-off':
    case 'heal-all':
      return undefined;
  }
}

function linkWords(linkTo: LinkTo): string {
  return linkTo === 'upstream' ? 'the link to its upstream' : "pgrepl's link to it";
}

async function start(node: LabNode): Promise<void> {
  if (await node.isRunning()) throw new Refusal(`${node.name} runs already.`);
  await node.start();
}

function thaw(node: LabNode): Promise<void> {
  if (!node.isFrozen) throw new Refusal(`${node.name} is not frozen.`);
  node.thaw();
  return Promise.resolve();
}

async function whileUp(node: LabNode, work: () => Promise<void>): Promise<void> {
  if (!(await node.isRunning())) throw new Refusal(`${node.name} does not run.`);
  await work();
}

async function whileRunning(node: LabNode, work: () => Promise<void>): Promise<void> {
  if (node.isFrozen) throw new Refusal(`${node.name} is frozen: thaw it first.`);
  await whileUp(node, work);
}

async function asStandby(node: LabNode, work: () => Promise<void>): Promise<void> {
  await whileRunning(node, async () => {
    if (!(await node.isInRecovery())) {
      throw new Refusal(`${node.name} is a primary: it replays nothing.`);
    }
    await work();
  });
}
