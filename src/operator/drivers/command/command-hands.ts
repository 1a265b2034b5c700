import { setTimeout as pause } from 'node:timers/promises';
import type { NodeCommand } from '../../../operations/facts.js';
import { standbySettings } from '../../../operations/standby-settings.js';
import { parseConninfo, secretsInConninfo } from '../../../replication/conninfo.js';
import { safeName } from '../../../wording/safe-text.js';
import type { ControlData, Deed, DeedContext, Log, NodeHands, StandbySource } from '../../ports.js';
import { parseControlData } from './control-data.js';
import { deedOf, type Redact } from './deed-of.js';
import { withoutKnownSecrets } from './known-secrets.js';
import { fillIn, type PlaceholderValues } from './placeholders.js';
import { runCommand, type RunEnd } from './run.js';

export interface NodeAddress {
  readonly host: string;
  readonly port: number;
}

export interface CommandHandsOptions {
  readonly node: string;
  /** An argument vector each; never empty. */
  readonly commands: Readonly<Partial<Record<NodeCommand, readonly string[]>>>;
  readonly address: NodeAddress;
  /** Where a node that is to be followed is reached; null for one that is not known. */
  readonly addressOf: (node: string) => NodeAddress | null;
  /** PostgreSQL's major version at this node, as last seen; null if it never was. */
  readonly major: () => number | null;
  /** The whole environment of the commands: see `commandEnvironment`. */
  readonly environment: Readonly<Record<string, string>>;
  /** What must not show wherever it turns up: the passwords and tokens of the configuration. */
  readonly secrets: readonly string[];
  /** Takes out what looks like a secret by its form. */
  readonly redact: (text: string) => string;
  readonly log: Log;
}

/**
 * What takes an operating system, by the commands that the configuration has for a node. Each is run
 * as it stands, without a shell. Exit code 0 is taken for its word that it has done it: except for
 * `stop`, which may return before the server has ended (`pg_ctl stop -W`), so that whoever needs to
 * know looks at `controlData` until it says `shut down`; unless `stop` has printed that already.
 *
 * `make_standby`, `rewind` and `reclone` get the settings of {@link standbySettings} on standard
 * input, the password of `primary_conninfo` among them; all others find it closed.
 */
export function createCommandHands(options: CommandHandsOptions): NodeHands {
  const { commands } = options;
  const plain =
    (command: NodeCommand) =>
    async (context: DeedContext): Promise<Deed> =>
      (await carryOut(options, { command, source: null }, context)).deed;
  const withSource =
    (command: NodeCommand) =>
    async (source: StandbySource, context: DeedContext): Promise<Deed> =>
      (await carryOut(options, { command, source }, context)).deed;
  const restartInTwo = async (context: DeedContext): Promise<Deed> => {
    const stopped = await plain('stop')(context);
    return stopped.kind === 'done' ? startWhenEnded(options, context) : stopped;
  };
  return {
    kind: 'command',
    can: (command) => commands[command] !== undefined,
    stop: (context) => stop(options, context),
    start: plain('start'),
    restart: commands.restart === undefined ? restartInTwo : plain('restart'),
    promote: plain('promote'),
    controlData:
      commands.control_data === undefined ? null : (context) => readControlData(options, context),
    makeStandby: withSource('make_standby'),
    rewind: withSource('rewind'),
    reclone: withSource('reclone'),
    fence: plain('fence'),
  };
}

/** How long a server that ends is left alone between two looks, and two tries to start it, ms. */
const endingMs = 50;
/** How often it is tried: a server that can't start at all must not be hammered. */
const mostStarts = 10;

/** A `stop` may return before the server has ended: until then it can't be started. */
async function startWhenEnded(options: CommandHandsOptions, context: DeedContext): Promise<Deed> {
  const deadline = performance.now() + context.withinMs;
  const isOver = (): boolean => context.signal.aborted || performance.now() >= deadline;
  while (options.commands.control_data !== undefined && !isOver()) {
    const data = await readControlData(options, context);
    if (data.kind !== 'done' || data.value.state.startsWith('shut down')) break;
    await pause(endingMs);
  }
  for (let tries = 1; ; tries++) {
    const { deed } = await carryOut(options, { command: 'start', source: null }, context);
    // Its lock may stand for a moment after its control file says that it has ended.
    if (
      deed.kind !== 'failed' ||
      deed.code === 'not-configured' ||
      tries === mostStarts ||
      isOver()
    )
      return deed;
    await pause(endingMs);
  }
}

/** What `pg_controldata` says after the end spares a command to ask for it. */
async function stop(
  options: CommandHandsOptions,
  context: DeedContext,
): Promise<Deed<ControlData | null>> {
  const { deed, stdout } = await carryOut(options, { command: 'stop', source: null }, context);
  if (deed.kind !== 'done') return deed;
  const said = parseControlData(stdout);
  return { kind: 'done', value: said.kind === 'done' ? said.value : null };
}

async function readControlData(
  options: CommandHandsOptions,
  context: DeedContext,
): Promise<Deed<ControlData>> {
  const english = { ...options, environment: { ...options.environment, LC_ALL: 'C' } };
  const { deed, stdout } = await carryOut(
    english,
    { command: 'control_data', source: null },
    context,
  );
  return deed.kind === 'done' ? parseControlData(stdout) : deed;
}

interface Task {
  readonly command: NodeCommand;
  readonly source: StandbySource | null;
}

interface Carried {
  readonly deed: Deed;
  /** As it came: not to be shown. */
  readonly stdout: string;
}

async function carryOut(
  options: CommandHandsOptions,
  { command, source }: Task,
  context: DeedContext,
): Promise<Carried> {
  const { node, log } = options;
  const prepared = prepare(options, { command, source });
  if (prepared.kind === 'failed') return { deed: prepared, stdout: '' };
  context.waiting(`for the command "${command}" of ${safeName(node)} to end`);
  const began = performance.now();
  const end = await runCommand({
    argv: prepared.argv,
    environment: options.environment,
    input: prepared.input,
    withinMs: context.withinMs,
    signal: context.signal,
  });
  const secrets = [
    ...options.secrets,
    ...(source === null ? [] : secretsInConninfo(source.conninfo)),
  ];
  const redact: Redact = (text) => options.redact(withoutKnownSecrets(text, secrets));
  const deed = deedOf(end, {
    command,
    node,
    argv: prepared.argv,
    withinMs: context.withinMs,
    redact,
  });
  log.debug(
    { node, command, ms: Math.round(performance.now() - began), ...forLog(end, redact) },
    'a command has ended',
  );
  return { deed, stdout: end.kind === 'exited' ? end.output.stdout : '' };
}

function forLog(end: RunEnd, redact: Redact): object {
  if (end.kind === 'not-started') return { end: end.kind, detail: redact(end.detail) };
  return {
    end: end.kind,
    ...(end.kind === 'exited' ? { code: end.code } : {}),
    stdout: redact(end.output.stdout),
    stderr: redact(end.output.stderr),
  };
}

type Prepared =
  | { readonly kind: 'ready'; readonly argv: readonly string[]; readonly input: string | null }
  | Extract<Deed, { readonly kind: 'failed' }>;

function prepare(options: CommandHandsOptions, { command, source }: Task): Prepared {
  const argv = options.commands[command];
  const of = `"${command}" for ${safeName(options.node)}`;
  if (argv === undefined) {
    return { kind: 'failed', detail: `no command ${of} is configured`, code: 'not-configured' };
  }
  const values = valuesFor(options, source);
  const filled = fillIn(argv, values);
  if (filled.kind === 'refused') {
    return { kind: 'failed', detail: `${of} was not run: ${filled.detail}`, code: 'placeholder' };
  }
  if (source === null) return { kind: 'ready', argv: filled.argv, input: null };
  const major = options.major();
  if (major === null) {
    const detail = `${of} was not run: its PostgreSQL version was never seen`;
    return { kind: 'failed', detail, code: 'version-unknown' };
  }
  if (parseConninfo(source.conninfo) === undefined) {
    const detail = `${of} was not run: primary_conninfo is not a connection string`;
    return { kind: 'failed', detail, code: 'conninfo' };
  }
  return { kind: 'ready', argv: filled.argv, input: standbySettings(source, major) };
}

function valuesFor(options: CommandHandsOptions, source: StandbySource | null): PlaceholderValues {
  const { node, address } = options;
  const own = { node, host: address.host, port: String(address.port) };
  if (source === null) return own;
  const upstream = options.addressOf(source.upstream);
  return {
    ...own,
    upstream: source.upstream,
    ...(upstream === null
      ? {}
      : { upstream_host: upstream.host, upstream_port: String(upstream.port) }),
    slot: source.slot ?? '',
  };
}
