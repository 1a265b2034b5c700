import type { Clock } from '../../clock.js';
import type { OwnLogin } from '../../operations/hba-fence.js';
import type { NodeActor } from '../../operations/node-actor.js';
import type { NodeConnectionOptions } from '../connection-options.js';
import { ActingSessions } from './acting-sessions.js';
import { checkpoint } from './checkpoint.js';
import { conninfo } from './conninfo.js';
import { facts } from './facts.js';
import type { OwnSessions } from './foreign-sessions.js';
import { letIn } from './let-in.js';
import { lockOut } from './lock-out.js';
import { look } from './look.js';
import { promote } from './promote.js';
import { proveWrite } from './prove-write.js';
import { setSettings } from './set-settings.js';
import { createSlots, dropSlots } from './slots.js';

export interface NodeActorOptions {
  /** The node's name in the configuration. */
  readonly name: string;
  readonly connection: NodeConnectionOptions;
  /** How pgrepl shows in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Longest time a new connection may take, ms. */
  readonly connectTimeoutMs: number;
  /** For every deed that is not given a time of its own, ms. */
  readonly deedTimeoutMs?: number;
  /** As whom and where pgrepl watches the node, where that is not how it acts; kept when clients are not. */
  readonly watchesAs?: OwnLogin;
  readonly clock: Clock;
}

const defaultDeedTimeoutMs = 10_000;

/** What a role of the database can do at one node (10 and newer); it connects when first asked. */
export function createNodeActor(options: NodeActorOptions): NodeActor {
  const { name, clock, deedTimeoutMs = defaultDeedTimeoutMs } = options;
  const sessions = new ActingSessions({ ...options, statementTimeoutMs: deedTimeoutMs });
  const context = { sessions, clock };
  const own = ownSessions(options);
  return {
    node: name,
    facts: (longTransactionMs) => facts(context, name, longTransactionMs, deedTimeoutMs),
    look: (withinMs) => look(context, withinMs),
    checkpoint: (withinMs) => checkpoint(context, withinMs),
    setSettings: (settings) => setSettings(context, settings, deedTimeoutMs),
    createSlots: (names) => createSlots(context, names, deedTimeoutMs),
    dropSlots: (names) => dropSlots(context, names, deedTimeoutMs),
    promote: (how, withinMs) => promote(context, how, withinMs),
    lockOut: (withinMs) => lockOut(context, own, withinMs),
    letIn: (withinMs) => letIn(context, withinMs),
    proveWrite: (withinMs) => proveWrite(context, withinMs),
    conninfo: () => conninfo(context, deedTimeoutMs),
    onLost: (listener) => sessions.onLost(listener),
    close: () => {
      sessions.close();
    },
  };
}

function ownSessions({ applicationName, connection, watchesAs }: NodeActorOptions): OwnSessions {
  const acts = { user: connection.user, database: connection.database };
  const isOther =
    watchesAs !== undefined &&
    (watchesAs.user !== acts.user || watchesAs.database !== acts.database);
  return { applicationName, logins: isOther ? [acts, watchesAs] : [acts] };
}
