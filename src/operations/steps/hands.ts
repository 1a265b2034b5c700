import { redirectConninfo } from '../../replication/conninfo.js';
import type { NodeDeclaration } from '../../replication/topology/model.js';
import type { NodeCommand, PlanInput } from '../facts.js';
import { placeholdersOf, type Placeholder } from '../placeholder.js';
import { standbySettings } from '../standby-settings.js';
import { hasCommands, viewOf, type PlanSides } from './context.js';
import type { StepDraft } from './draft.js';
import { argvWords, shellQuoted } from './exact.js';
import { unknownConninfo, type PersonPlace, type PersonSource } from './person-commands.js';

/** A step's who and what: the rest of it is the same whoever does it. */
type Doing = Pick<StepDraft, 'by' | 'exact'>;

/**
 * By these commands of the configuration, if it gives them all; else by a person.
 *
 * @param slot the one that the node is to use, where the commands lead it to the target
 */
export function byHands(
  context: PlanSides,
  node: string,
  commands: readonly NodeCommand[],
  person: (place: PersonPlace) => readonly string[],
  slot: string | null = null,
): Doing {
  if (hasCommands(context, node, ...commands)) {
    return { by: 'command', exact: commandWords(context, node, commands, slot) };
  }
  const place = placeOf(context, node);
  return { by: 'person', exact: place === null ? [] : person(place) };
}

/** By one command that restarts, or by two; else by a person. */
export function restartCommands(context: PlanSides, node: string): readonly NodeCommand[] {
  return hasCommands(context, node, 'restart') ? ['restart'] : ['stop', 'start'];
}

/**
 * What will be run for each of these commands, in order: whoever has to run one has it whole, with what
 * it reads on standard input.
 */
export function commandWords(
  context: PlanSides,
  node: string,
  commands: readonly NodeCommand[],
  slot: string | null = null,
): readonly string[] {
  const exact = context.input.hands.get(node)?.exact ?? {};
  const values = valuesAt(context, node, slot);
  return commands.flatMap((command) => {
    const argv = exact[command];
    if (argv === undefined) return [];
    const known = new Set<string>(placeholdersOf(command));
    const words = argvWords(
      argv.map((argument) =>
        argument.replaceAll(/\{([a-z_]+)\}/g, (whole, name: Placeholder) =>
          known.has(name) ? (values[name] ?? whole) : whole,
        ),
      ),
    );
    return [known.has('upstream') ? `${settingsFor(context, node, slot)}${words}` : words];
  });
}

function valuesAt(
  context: PlanSides,
  node: string,
  slot: string | null,
): Partial<Record<Placeholder, string>> {
  const own = viewOf(context, node)?.declaration;
  const upstream = sourceOf(context, node, slot)?.upstream.declaration;
  return {
    node,
    upstream: context.target,
    slot: slot ?? '',
    ...(own && { host: own.host, port: String(own.port) }),
    ...(upstream && { upstream_host: upstream.host, upstream_port: String(upstream.port) }),
  };
}

/** What such a command is given on standard input; a word stands in place of each secret. */
function settingsFor(context: PlanSides, node: string, slot: string | null): string {
  const source = sourceOf(context, node, slot);
  if (source === null) return '';
  const major = viewOf(context, node)?.major ?? viewOf(context, context.target)?.major ?? 18;
  const lines = standbySettings(source, major).trimEnd().split('\n');
  return `printf '%s\\n' ${lines.map(shellQuoted).join(' ')} | `;
}

export function placeOf(context: PlanSides, name: string): PersonPlace | null {
  const node = viewOf(context, name);
  return node === undefined ? null : { node, facts: context.input.facts.get(name) };
}

/** The target as what this node is to receive from. */
export function sourceOf(
  context: PlanSides,
  node: string,
  slot: string | null,
): Required<PersonSource> | null {
  const upstream = viewOf(context, context.target)?.declaration;
  if (upstream === undefined) return null;
  const login = context.input.logins?.get(context.target);
  const host = login?.host ?? upstream.host;
  const declaration = { host, port: login?.port ?? upstream.port };
  return { upstream: { declaration }, slot, conninfo: conninfoTo(context, node, declaration) };
}

/** As this node (or else the target) reaches its upstream now, led to another address. */
function conninfoTo(
  { input, target }: PlanSides,
  node: string,
  to: Pick<NodeDeclaration, 'host' | 'port'>,
): string {
  const { host, port } = to;
  const own = input.topology.nodes.find(({ name }) => name === node)?.declaration;
  const applicationName = own?.applicationName ?? node;
  const known = input.facts.get(node)?.primaryConninfo ?? input.facts.get(target)?.primaryConninfo;
  return known === undefined || known === null || known === ''
    ? unknownConninfo(to, applicationName)
    : redirectConninfo(known, { host, port, applicationName, ...loginAt(input, target) });
}

function loginAt({ logins }: PlanInput, node: string): { user?: string; sslMode?: string } {
  const { user, sslMode } = logins?.get(node) ?? { user: null, sslMode: null };
  return { ...(user === null ? {} : { user }), ...(sslMode === null ? {} : { sslMode }) };
}

/** What brings a stopped former primary back, in order. */
export const rejoinCommands = {
  follow: ['make_standby', 'start'],
  rewind: ['rewind', 'make_standby', 'start'],
  reclone: ['reclone', 'start'],
  'by-hand': [],
} as const;
