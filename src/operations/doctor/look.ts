import type { NodeState } from '../../replication/observation.js';
import { asPasted, pastedLiteral } from '../../wording/pasted.js';
import { safeName } from '../../wording/safe-text.js';
import type { DoctorContext, Outcome } from './model.js';
import { monitorGrant, notVisible, recoveryConfGrant } from './outcomes.js';
import type { NodeSurvey } from './survey.js';

export function surveysOf({ surveys }: DoctorContext): readonly NodeSurvey[] {
  return [...surveys.values()];
}

/** The one primary, if it was surveyed; null otherwise. */
export function primaryOf({ topology, surveys }: DoctorContext): NodeSurvey | null {
  if (topology.primary.kind !== 'one') return null;
  const survey = surveys.get(topology.primary.node);
  return survey === undefined || survey.inRecovery ? null : survey;
}

export function standbysOf(context: DoctorContext): readonly NodeSurvey[] {
  return surveysOf(context).filter(({ inRecovery }) => inRecovery);
}

/** Standbys that the primary feeds itself. */
export function directStandbysOf(context: DoctorContext): readonly NodeSurvey[] {
  const primary = primaryOf(context);
  return standbysOf(context).filter(({ node }) => {
    const upstream = context.topology.nodes.find(({ name }) => name === node)?.upstream;
    return upstream?.kind === 'node' && upstream.node === primary?.node;
  });
}

export function stateOf({ states }: DoctorContext, node: string): NodeState | null {
  return states.get(node)?.state ?? null;
}

/** `application_name` that a node of the configuration is to have. */
export function applicationNameOf({ topology }: DoctorContext, node: string): string {
  return topology.nodes.find(({ name }) => name === node)?.declaration.applicationName ?? node;
}

/** One outcome for each node that the check has something to say of. */
export function each(
  surveys: readonly NodeSurvey[],
  examine: (survey: NodeSurvey) => Outcome | null,
): readonly Outcome[] {
  return surveys.map(examine).filter((outcome) => outcome !== null);
}

/** Null where the major has none, or the role may not see it. */
export function text(survey: NodeSurvey, name: string): string | null {
  return survey.settings.get(name)?.text ?? null;
}

/** Bytes, milliseconds or a plain number, as the setting has it. */
export function amount(survey: NodeSurvey, name: string): number | null {
  return survey.settings.get(name)?.amount ?? null;
}

/** Settings of a standby that stood in `recovery.conf` up to 11. */
const recoverySettings: ReadonlySet<string> = new Set([
  'primary_conninfo',
  'primary_slot_name',
  'recovery_min_apply_delay',
  'recovery_target',
  'recovery_target_timeline',
  'restore_command',
  'trigger_file',
]);

/** Says that a setting is not visible; for one that every server of the major has. */
export function hidden(survey: NodeSurvey, name: string): Outcome {
  const grant =
    survey.major < 12 && recoverySettings.has(name)
      ? recoveryConfGrant(survey)
      : monitorGrant(survey);
  return notVisible(survey, `\`${name}\``, grant);
}

/** How a setting is changed on this node, in one whole sentence: a restart or a reload, by its context. */
export function change(survey: NodeSurvey, name: string, value: string): string {
  const shown = asPasted(value);
  const written = pastedLiteral(value);
  if (shown === null || written === null) return byHand(survey, name);
  const node = safeName(survey.node);
  if (survey.major < 12 && recoverySettings.has(name)) {
    return `Write \`${name} = ${written}\` into \`recovery.conf\` of ${node}, and restart it.`;
  }
  return changeTo(survey, name, { shown, written });
}

/**
 * The same for a list of names that `ALTER SYSTEM` quotes (`GUC_LIST_QUOTE`): each between quotes of its
 * own, since it takes what stands between two quotes for one name, commas and all, and a server that is
 * to load a library of that name does not start.
 */
export function changeList(survey: NodeSurvey, name: string, values: readonly string[]): string {
  const shown = asPasted(values.join(','));
  const written = values.map(pastedLiteral);
  return shown === null || written.includes(null)
    ? byHand(survey, name)
    : changeTo(survey, name, { shown, written: written.join(', ') });
}

function changeTo(
  survey: NodeSurvey,
  name: string,
  { shown, written }: { readonly shown: string; readonly written: string },
): string {
  const node = safeName(survey.node);
  return survey.settings.get(name)?.source === 'command line'
    ? `Set \`${name} = ${shown}\` where ${node} is started: its command line sets it and wins over \`ALTER SYSTEM\`.`
    : `On ${node}: \`ALTER SYSTEM SET ${name} = ${written}\`, then ${thenOf(survey, name)}.`;
}

/** For a value of which a part alone could be shown: a cut command is none. */
function byHand(survey: NodeSurvey, name: string): string {
  if (survey.major < 12 && recoverySettings.has(name)) {
    return `Set \`${name}\` in \`recovery.conf\` of ${safeName(survey.node)} by hand, and restart it: the line for it does not fit here as a whole.`;
  }
  return `Set \`${name}\` of ${safeName(survey.node)} by hand, then ${thenOf(survey, name)}: the command for it does not fit here as a whole.`;
}

/** What brings a setting into force. */
function thenOf({ settings }: NodeSurvey, name: string): string {
  return settings.get(name)?.context === 'postmaster' ? 'restart it' : '`SELECT pg_reload_conf()`';
}

/** The same where a setting is to be taken out. */
export function reset(survey: NodeSurvey, name: string): string {
  const node = safeName(survey.node);
  if (survey.major < 12 && survey.settings.get(name)?.source === 'recovery.conf') {
    return `Take \`${name}\` out of \`recovery.conf\` of ${node}, and restart it.`;
  }
  if (survey.settings.get(name)?.source === 'command line') {
    return `Take \`${name}\` out where ${node} is started: its command line sets it.`;
  }
  return `On ${node}: take \`${name}\` out of \`postgresql.conf\`, \`ALTER SYSTEM RESET ${name}\`, then ${thenOf(survey, name)}.`;
}
