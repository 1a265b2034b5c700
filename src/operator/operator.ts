import type { Operation, OperationKind, Principal } from '../operations/model.js';
import { principalsFor } from '../operations/authority.js';
import { expired } from '../operations/outcome.js';
import type {
  OperationClick,
  OperationReply,
  OperationRequest,
  OperationService,
} from '../operations/service.js';
import { operationAudit } from './audit.js';
import { catchUp } from './catch-up.js';
import { takeClick } from './click.js';
import { execute, type RunMode } from './execution.js';
import { inspect } from './interruption.js';
import { OperationMemory, type OperationListener } from './memory.js';
import type { OperatorParts } from './parts.js';
import { Recorder } from './recorder.js';
import { takeRequest } from './request.js';

export interface OperatorOptions extends Omit<OperatorParts, 'memory'> {
  /** Told after each change of an operation, and of what it waits for. */
  readonly onChange: OperationListener;
}

/** How often the store is asked for requests whose time is over, and for what was not heard of it, ms. */
const expireEveryMs = 5000;

/** Takes requests and clicks, carries out what was approved, and picks up what a dead process left. */
export class Operator implements OperationService {
  readonly #parts: OperatorParts;
  readonly #memory = new OperationMemory();
  readonly #running = new Map<string, Promise<void>>();
  /** Operations that clicks are being decided about, one entry a click. */
  readonly #clicked: string[] = [];
  readonly #stop = new AbortController();
  readonly #leave = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #expiring: Promise<void> = Promise.resolve();
  #loaded = false;

  constructor(options: OperatorOptions) {
    this.#parts = { ...options, memory: this.#memory };
    this.#memory.onChange(options.onChange);
  }

  principals(
    cluster: string,
    kind: OperationKind,
    use: 'request' | 'approve',
  ): readonly Principal[] {
    const rules = this.#parts.clusters.get(cluster)?.rules;
    if (rules === undefined) return [];
    // Whoever may ask for an operation may reject it, too.
    return principalsFor(rules, kind, use === 'request' ? ['request'] : ['request', 'approve']);
  }

  async request(request: OperationRequest): Promise<OperationReply> {
    if (this.#stop.signal.aborted) return stopping;
    if (!this.#loaded) return notLoaded;
    try {
      return await takeRequest(request, this.#parts);
    } catch (error) {
      this.#parts.log.error({ err: error }, 'a request for an operation failed');
      return { kind: 'refused', words: ownError };
    }
  }

  async click(click: OperationClick): Promise<OperationReply> {
    if (this.#stop.signal.aborted) return stopping;
    if (!this.#loaded) return notLoaded;
    this.#clicked.push(click.operationId);
    try {
      const started = await takeClick(click, this.#parts);
      if (started.kind === 'start') this.#carryOut(started.operation, started.mode);
      return started.reply;
    } finally {
      this.#clicked.splice(this.#clicked.indexOf(click.operationId), 1);
    }
  }

  operation(id: string): Operation | null {
    return this.#memory.get(id);
  }

  open(): readonly Operation[] {
    return this.#memory.open();
  }

  waitsFor(id: string): string | null {
    return this.#memory.waitsFor(id);
  }

  /**
   * Reads what is open. What another process was carrying out when it died is looked at and shown
   * with its two ways on; nothing of it is repeated. While the store is away it tries again; until
   * then nothing is taken on.
   */
  start(): void {
    this.#expiring = this.#load();
    this.#timer = setInterval(() => {
      this.#expiring = this.#expiring.then(() => (this.#loaded ? this.#keepUp() : this.#load()));
    }, expireEveryMs);
  }

  /**
   * Takes nothing on any more; what runs before its point of no return is put back, what is beyond
   * it goes on. Resolves when all of it has ended, or the time is up: then the next process finds it.
   */
  async stop(deadlineMs: number): Promise<void> {
    this.#stop.abort();
    if (this.#timer !== null) clearInterval(this.#timer);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    await Promise.race([Promise.all([this.#expiring, ...this.#running.values()]), late]);
    clearTimeout(timer);
    this.#leave.abort();
    for (const { nodes } of this.#parts.clusters.values()) {
      for (const { actor } of nodes.values()) actor.close();
    }
  }

  #carryOut(operation: Operation, mode: RunMode): void {
    const cluster = this.#parts.clusters.get(operation.cluster);
    if (cluster === undefined) return;
    const signals = { signal: this.#stop.signal, lasting: this.#leave.signal };
    // Somebody may decide while the run that came to stand still looks at the cluster a last time.
    const before = this.#running.get(operation.id) ?? Promise.resolve();
    const run = before
      .then(() => execute(operation, mode, cluster, this.#parts, signals))
      .finally(() => {
        if (this.#running.get(operation.id) === run) this.#running.delete(operation.id);
      });
    this.#running.set(operation.id, run);
  }

  async #load(): Promise<void> {
    const { store, log } = this.#parts;
    try {
      for (const operation of await store.open()) {
        this.#memory.put(operation);
        if (operation.state === 'running') await this.#interrupted(operation);
      }
      this.#loaded = true;
    } catch (error) {
      log.warn({ err: error }, 'open operations could not be read yet');
    }
  }

  async #interrupted(operation: Operation): Promise<void> {
    const { clock, log, store, newId, clusters } = this.#parts;
    const cluster = clusters.get(operation.cluster);
    const { interruption, ended } = await inspect(
      operation,
      (node) => cluster?.nodes.get(node),
      clock,
    );
    const recorder = new Recorder({ operationId: operation.id, store, memory: this.#memory, log });
    if (ended.length > 0) recorder.tell({ kind: 'steps-ended', steps: ended }, []);
    recorder.tell({ kind: 'interrupted', interruption }, [
      operationAudit('interrupted', operation, {
        id: newId(),
        at: clock.now(),
        actor: 'pgrepl',
        result: 'done',
        detail: { operation: operation.id, found: [...interruption.found] },
      }),
    ]);
    await recorder.settle(this.#stop.signal);
  }

  /** Ends what has expired, and takes in what the store knows and did not get to say. */
  async #keepUp(): Promise<void> {
    const { store, log, newId, clock } = this.#parts;
    try {
      const over = await store.expire((operation) => ({
        outcome: expired(operation),
        audit: [
          operationAudit('expire', operation, {
            id: newId(),
            at: clock.now(),
            actor: 'pgrepl',
            result: 'done',
            detail: { operation: operation.id },
          }),
        ],
      }));
      for (const operation of over) this.#memory.put(operation);
      const atWork = (): Set<string> => new Set([...this.#running.keys(), ...this.#clicked]);
      for (const orphan of await catchUp(this.#parts, atWork)) await this.#interrupted(orphan);
    } catch (error) {
      if (!store.isUnavailable(error)) log.error({ err: error }, 'the store was not kept up with');
    }
  }
}

const ownError = 'pgrepl could not do this because of an error of its own; its log says more.';

const stopping: OperationReply = {
  kind: 'refused',
  words: 'pgrepl is being stopped; nothing was done. Ask again once it runs.',
};

const notLoaded: OperationReply = {
  kind: 'refused',
  words:
    'pgrepl has not read from its store yet which operations are open, so it begins none. Try again in a moment.',
};
