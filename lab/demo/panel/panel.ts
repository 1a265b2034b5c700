import { clusterName } from '../orders.js';
import type {
  PanelAction,
  PanelActionResult,
  PanelCluster,
  PanelLogEntry,
  PanelNight,
  PanelState,
} from '../panel-api.js';
import { clusterDeed, type ClusterDeedParts } from './cluster-deeds.js';
import { ClusterLook } from './cluster-look.js';
import { nodeDeed, type NodeDeed } from './node-deeds.js';
import { reasonOf, Refusal } from './refusal.js';

/** How often the servers are looked at while somebody watches, ms. */
const everyMs = 500;
/** So many of the things that were done are kept. */
const kept = 50;

type Listener = (state: PanelState) => void;

export interface PanelParts extends Omit<ClusterDeedParts, 'say'> {
  /** What pgrepl does by itself here, where it is part of the demo. */
  readonly night?: PanelNight;
}

/** What breaks and mends the demo's servers, one thing after the other, and shows how they are. */
export class Panel {
  readonly #parts: PanelParts;
  readonly #look: ClusterLook;
  readonly #listeners = new Set<Listener>();
  #seen: PanelCluster | undefined;
  #busy: string | null = null;
  #trouble: string | null = null;
  #log: readonly PanelLogEntry[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #told = '';
  #closed = false;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    this.#look = new ClusterLook(parts.cluster, parts.writes);
  }

  /** The state as it is now. */
  async state(): Promise<PanelState> {
    await this.#refresh();
    return this.#state();
  }

  /** Calls the listener with the state, at once and on every change, until the result is called. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    void this.state().then((state) => {
      if (this.#listeners.has(listener)) listener(state);
    });
    this.#timer ??= setInterval(() => void this.#refresh(), everyMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Does what is asked for when everything asked for before is done. */
  act(action: PanelAction): Promise<PanelActionResult> {
    const result = this.#queue.then(() => this.#act(action));
    this.#queue = result;
    return result;
  }

  /** Says what keeps the demo from being one; null when that is over. */
  setTrouble(trouble: string | null): void {
    this.#trouble = trouble;
    if (trouble !== null) this.#note(trouble);
    this.#tell();
  }

  /** Waits for what is being done, and lets the servers go. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#listeners.clear();
    await this.#queue;
    await this.#looking;
    this.#look.close();
  }

  async #act(action: PanelAction): Promise<PanelActionResult> {
    if (this.#closed) return { ok: false, message: 'The demo is stopping.' };
    try {
      await this.#refresh(); // roles may have changed since, and with them which link is in use
      const deed = this.#deedOf(action);
      this.#setBusy(deed.doing);
      await deed.run();
      this.#note(deed.done);
      return { ok: true };
    } catch (error) {
      const message = reasonOf(error);
      if (!(error instanceof Refusal)) this.#note(`failed: ${message}`);
      return { ok: false, message };
    } finally {
      this.#setBusy(null);
      await this.#refresh();
    }
  }

  #deedOf(action: PanelAction): NodeDeed {
    if (action.cluster !== clusterName) {
      throw new Refusal(`There is no cluster ${action.cluster} here, only ${clusterName}.`);
    }
    const onCluster = clusterDeed(action, {
      ...this.#parts,
      say: (doing) => {
        this.#setBusy(doing);
      },
    });
    if (onCluster !== undefined) return onCluster;
    const node = this.#parts.cluster.nodes.find(({ name }) => name === action.node);
    const onNode =
      node === undefined ? undefined : nodeDeed(action.action, node, this.#look.linkTo(node));
    if (onNode === undefined) {
      throw new Refusal(
        action.node === undefined
          ? 'This is done to one node: say to which.'
          : `There is no node ${action.node} in ${clusterName}.`,
      );
    }
    return onNode;
  }

  #setBusy(busy: string | null): void {
    this.#busy = busy;
    this.#tell();
  }

  #note(text: string): void {
    const entry = { at: new Date().toISOString(), text };
    this.#log = [...this.#log, entry].slice(-kept);
  }

  #refresh(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#looking ??= this.#look
      .look()
      .then((cluster) => {
        this.#seen = cluster;
        this.#tell();
      })
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** Tells those who watch, if anything changed. */
  #tell(): void {
    if (this.#seen === undefined) return;
    const state = this.#state();
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    for (const listener of this.#listeners) listener(state);
  }

  #state(): PanelState {
    return {
      clusters: this.#seen === undefined ? [] : [this.#seen],
      busy: this.#busy,
      log: this.#log,
      trouble: this.#trouble,
      ...(this.#parts.night !== undefined && { night: this.#parts.night }),
    };
  }
}
