import { onTestFinished } from 'vitest';
import type { LabNode } from '../../../lab/postgres/node.js';
import { systemClock, type Clock } from '../../../src/clock.js';
import type { Deed } from '../../../src/operations/deed.js';
import type { OwnLogin } from '../../../src/operations/hba-fence.js';
import type { Look, NodeActor, NodePosition } from '../../../src/operations/node-actor.js';
import { createNodeActor } from '../../../src/postgres/act/node-actor.js';
import { stopwatch } from '../../support/stopwatch.js';
import { connectionTo, type ConnectionOverrides } from './support.js';

/** For deeds that must succeed, on a machine however loaded. */
export const patientMs = 20_000;

export interface ActorOverrides extends ConnectionOverrides {
  readonly deedTimeoutMs?: number;
  readonly watchesAs?: OwnLogin;
  readonly clock?: Clock;
}

/** An actor, a superuser unless said otherwise, that is closed when the test ends. */
export function actorOf(target: LabNode | number, overrides: ActorOverrides = {}): NodeActor {
  const { deedTimeoutMs = patientMs, watchesAs, clock = systemClock, ...connection } = overrides;
  const actor = createNodeActor({
    name: typeof target === 'number' ? 'node' : target.name,
    connection: connectionTo(typeof target === 'number' ? target : target.port, {
      user: 'postgres',
      ...connection,
    }),
    applicationName: 'pgrepl',
    ...(watchesAs === undefined ? {} : { watchesAs }),
    connectTimeoutMs: 10_000,
    deedTimeoutMs,
    clock,
  });
  onTestFinished(() => {
    actor.close();
  });
  return actor;
}

/** The value of a deed that was done. */
export function valueOf<T>(deed: Deed<T>): T {
  if (deed.kind === 'done') return deed.value;
  throw new Error(`${deed.kind}: ${deed.detail}`);
}

function positionOf(look: Look): NodePosition {
  if (look.kind === 'position') return look.position;
  throw new Error(`${look.kind}: ${look.detail}`);
}

export async function positionBy(actor: NodeActor): Promise<NodePosition> {
  return positionOf(await actor.look(patientMs));
}

export interface Timed<T> {
  readonly result: T;
  /** By a stopwatch, ms. */
  readonly tookMs: number;
}

export async function timed<T>(promise: Promise<T>): Promise<Timed<T>> {
  const took = stopwatch();
  const result = await promise;
  return { result, tookMs: took() };
}
