import { redirectConninfo } from '../../replication/conninfo.js';
import type { NodeDeclaration } from '../../replication/topology/model.js';
import type { NodeCommand, PlanInput } from '../facts.js';
import { hasCommands, viewOf, type PlanSides } from './context.js';
import type { StepDraft } from './draft.js';
import { argvWords } from './exact.js';
import { unknownConninfo, type PersonPlace, type PersonSource } from './person-commands.js';

/** A step's who and what: the rest of it is the same whoever does it. */
type Doing = Pick<StepDraft, 'by' | 'exact'>;

/** By these commands of the configuration, if it gives them all; else by a person. */
export function byHands(
  context: PlanSides,
  node: string,
  commands: readonly NodeCommand[],
  person: (place: PersonPlace) => readonly string[],
): Doing {
  if (hasCommands(context, node, ...commands)) {
    return { by: 'command', exact: commandWords(context, node, commands) };
  }
  const place = placeOf(context, node);
  return { by: 'person', exact: place === null ? [] : person(place) };
}

/** By one command that restarts, or by two; else by a person. */
export function restartCommands(context: PlanSides, node: string): readonly NodeCommand[] {
  return hasCommands(context, node, 'restart') ? ['restart'] : ['stop', 'start'];
}

/** What will be run for each of these commands, in order. */
export function commandWords(
  context: PlanSides,
  node: string,
  commands: readonly NodeCommand[],
): readonly string[] {
  const exact = context.input.hands.get(node)?.exact ?? {};
  return commands.flatMap((command) => {
    const argv = exact[command];
    return argv === undefined ? [] : [argvWords(argv)];
  });
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
  const upstream = viewOf(context, context.target);
  if (upstream === undefined) return null;
  return { upstream, slot, conninfo: conninfoTo(context, node, upstream.declaration) };
}

/** As this node (or else the target) reaches its upstream now, led to another address. */
function conninfoTo({ input, target }: PlanSides, node: string, to: NodeDeclaration): string {
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
