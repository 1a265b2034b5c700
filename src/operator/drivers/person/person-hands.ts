import type { NodeFacts } from '../../../operations/facts.js';
import type { Look, NodeActor } from '../../../operations/node-actor.js';
import type { RejoinVerdict } from '../../../operations/plan-model.js';
import {
  promoteByPerson,
  rejoinByPerson,
  restartByPerson,
  settingsByPerson,
  startByPerson,
  stopByPerson,
  type PersonPlace,
  type PersonSource,
} from '../../../operations/steps/person-commands.js';
import { parseConninfo, withoutConninfoSecrets } from '../../../replication/conninfo.js';
import { safeName } from '../../../wording/safe-text.js';
import { formatDuration } from '../../../wording/units.js';
import type { Deed, DeedContext, NodeHands, StandbySource } from '../../ports.js';
import { watchFor, type Verdict, type Watched } from './watch.js';

export interface PersonHandsOptions {
  readonly node: string;
  readonly actor: Pick<NodeActor, 'look' | 'onLost' | 'facts'>;
  readonly applicationName: string;
  /** PostgreSQL's major version at this node, as last seen; null if it never was. */
  readonly major: () => number | null;
  /** How long a person may take for what they are asked, ms; it goes before the deed's own bound. */
  readonly withinMs: number;
}

/** How a server that is down is to come up again: what is asked for together with its start. */
interface Rejoining {
  readonly how: Exclude<RejoinVerdict['how'], 'by-hand'>;
  readonly source: StandbySource;
}

const done: Deed = { kind: 'done', value: undefined };
const soWhen = (condition: boolean): Verdict => ({ kind: condition ? 'so' : 'not-yet' });

/**
 * What takes an operating system, by a person: each deed says exactly what to run at the node, and is
 * done when the node shows it. Nothing shows that files were written: `makeStandby`, `rewind` and
 * `reclone` are done at once and asked for together with the start or restart that follows, which is
 * then done when the node answers as a standby.
 */
export function createPersonHands(options: PersonHandsOptions): NodeHands {
  const hands = new PersonHands(options);
  return {
    kind: 'person',
    can: (command) => command !== 'control_data',
    stop: async (context) => {
      const deed = await hands.stop(context);
      return deed.kind === 'done' ? { kind: 'done', value: null } : deed;
    },
    start: (context) => hands.start(context),
    restart: (context) => hands.restart(context),
    promote: (context) => hands.promote(context),
    controlData: null,
    makeStandby: (source) => hands.rejoin('follow', source),
    rewind: (source) => hands.rejoin('rewind', source),
    reclone: (source) => hands.rejoin('reclone', source),
    // Who has stopped it has fenced it, as long as they leave it so: the words say that.
    fence: (context) => hands.stop(context, ', and keep it from being started'),
  };
}

class PersonHands {
  readonly #options: PersonHandsOptions;
  readonly #name: string;
  #rejoining: Rejoining | null = null;
  /** Kept from when the node could still be asked. */
  #files: Pick<NodeFacts, 'dataDirectory' | 'configFile'> = {
    dataDirectory: null,
    configFile: null,
  };

  constructor(options: PersonHandsOptions) {
    this.#options = options;
    this.#name = safeName(options.node);
  }

  async stop(context: DeedContext, besides = ''): Promise<Deed> {
    const place = await this.#place();
    this.#ask(context, stopByPerson(place), besides);
    const watched = await this.#watch(context, (look) => soWhen(look.kind === 'refused'));
    return this.#deed(watched, 'stopped');
  }

  async start(context: DeedContext): Promise<Deed> {
    const place = await this.#place();
    const commands =
      this.#rejoining === null
        ? startByPerson(place)
        : rejoinByPerson(this.#rejoining.how, place, personSource(this.#rejoining.source));
    // To become a standby, one that still runs has to be started anew; whoever is asked may be quick.
    const former = this.#rejoining === null ? null : await this.#startedAt();
    this.#ask(context, commands);
    return this.#untilUp(context, former, 'started');
  }

  async restart(context: DeedContext): Promise<Deed> {
    const place = await this.#place();
    const settings =
      this.#rejoining === null ? [] : settingsByPerson(place, personSource(this.#rejoining.source));
    const former = await this.#startedAt();
    this.#ask(context, [...settings, ...restartByPerson(place)]);
    return this.#untilUp(context, former, 'restarted');
  }

  async promote(context: DeedContext): Promise<Deed> {
    this.#ask(context, promoteByPerson(await this.#place()));
    const watched = await this.#watch(context, (look) =>
      soWhen(look.kind === 'position' && !look.position.inRecovery),
    );
    const deed = this.#deed(watched, 'promoted');
    // Whoever was asked may have asked the server, which comes to it once it has replayed all it has.
    return deed.kind === 'failed' ? { kind: 'unknown', detail: deed.detail } : deed;
  }

  rejoin(how: Rejoining['how'], source: StandbySource): Promise<Deed> {
    // Settings that are asked for after a rewind or a new clone go with it.
    const before = this.#rejoining?.how ?? 'follow';
    this.#rejoining = { how: how === 'follow' ? before : how, source };
    return Promise.resolve(done);
  }

  async #untilUp(context: DeedContext, former: number | null, verb: string): Promise<Deed> {
    const asStandby = this.#rejoining !== null;
    const watched = await this.#watch(context, (look) => {
      if (look.kind !== 'position' || look.position.startedAt === former) return soWhen(false);
      if (!asStandby || look.position.inRecovery) return soWhen(true);
      const detail = `${this.#name} was started as a primary, not as a standby: stop it at once`;
      return { kind: 'never', detail };
    });
    if (watched.kind === 'so') this.#rejoining = null;
    return this.#deed(watched, verb);
  }

  #watch(context: DeedContext, judge: (look: Look) => Verdict): Promise<Watched> {
    return watchFor(this.#options.actor, context, this.#options.withinMs, judge);
  }

  #ask(context: DeedContext, commands: readonly string[], besides = ''): void {
    const all = commands.map((command) => `\`${command}\``).join(', then ');
    context.waiting(
      `for somebody to run ${all} on ${this.#name}, as the server's user or by its service manager${besides}`,
    );
  }

  #deed(watched: Watched, verb: string): Deed {
    switch (watched.kind) {
      case 'so':
        return done;
      case 'never':
        return { kind: 'failed', detail: watched.detail, code: null };
      case 'late':
      case 'given-up': {
        const when =
          watched.kind === 'late'
            ? `within ${formatDuration(this.#options.withinMs)}`
            : 'before the operation was given up';
        // Where it answers as before, nothing has happened; silence says neither.
        return watched.last.kind === 'position'
          ? {
              kind: 'failed',
              detail: `nobody has ${verb} ${this.#name} ${when}: it answers as before`,
              code: null,
            }
          : {
              kind: 'unknown',
              detail: `whether ${this.#name} was ${verb} ${when} is not known: ${watched.last.detail}`,
            };
      }
    }
  }

  async #startedAt(): Promise<number | null> {
    const look = await this.#options.actor.look(1_000);
    return look.kind === 'position' ? look.position.startedAt : null;
  }

  async #place(): Promise<PersonPlace> {
    if (this.#files.dataDirectory === null) {
      const facts = await this.#options.actor.facts(0);
      if (facts.kind === 'done') {
        const { dataDirectory, configFile } = facts.value;
        this.#files = { dataDirectory, configFile };
      }
    }
    const { applicationName, major } = this.#options;
    return {
      node: { major: major(), declaration: { applicationName } },
      facts: this.#files,
    };
  }
}

/** What a person is told of a source: where it is, and how to connect, without the password. */
function personSource(source: StandbySource): PersonSource {
  const parts = parseConninfo(source.conninfo);
  const conninfo = withoutConninfoSecrets(source.conninfo);
  return {
    upstream: {
      declaration: {
        host: parts?.get('host') ?? '<host>',
        port: Number(parts?.get('port') ?? 5432),
      },
    },
    slot: source.slot,
    ...(conninfo === undefined ? {} : { conninfo }),
  };
}
