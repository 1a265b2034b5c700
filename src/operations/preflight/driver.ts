import { listNames, safeName } from '../../wording/safe-text.js';
import { formatCount } from '../../wording/units.js';
import type { CheckResult } from '../check.js';
import type { PlannedStep } from '../plan-model.js';
import type { CheckContext } from './context.js';
import { factsOf } from './context.js';
import { block, pass, warn } from './result.js';

const id = 'driver';

/** Whether every step can be carried out, and by whom. */
export function driver(context: CheckContext): readonly CheckResult[] {
  const { steps } = context;
  const byPerson = steps.filter(({ by }) => by === 'person');
  const lost = byPerson.filter(({ exact }) => exact.length === 0);
  if (lost.length > 0) {
    return [
      block(
        id,
        `Nobody can say how to ${listWords(lost)}.`,
        'Give a command for it in the configuration.',
      ),
    ];
  }
  const vain = [...mayNotPrepare(context), ...noProof(context)];
  if (vain.length > 0) return vain;
  const results = [...people(context, byPerson), ...blind(context), ...noCheckpoint(context)];
  if (results.length > 0) return results;
  const sql = steps.filter(({ by }) => by === 'sql').length;
  const command = steps.length - sql;
  return [
    pass(
      id,
      `pgrepl carries out all ${formatCount(steps.length, 'step')} itself: ${sql} by SQL, ${command} by commands of the configuration.`,
    ),
  ];
}

/** Nobody is asked to prepare the target in the middle of an operation: it can be done before. */
function mayNotPrepare(context: CheckContext): readonly CheckResult[] {
  return context.steps.flatMap(({ action, by, node, exact }) => {
    if (action.kind !== 'prepare-target' || by !== 'person') return [];
    const name = safeName(node);
    const role = safeName(context.input.facts.get(node)?.actingRole ?? 'of pgrepl');
    return [
      block(
        id,
        `Role ${role} may not do on ${name} what it needs before it becomes the primary.`,
        `Have a superuser run on ${name}: ${exact.map((sql) => `\`${sql}\``).join(', ')}; then ask again. Or give the role the right.`,
      ),
    ];
  });
}

/**
 * Where no command reads the old primary's control file, only a restart point on the target shows that
 * it has the last record: without the right to make one every try would end in vain, after the stop.
 */
function noProof(context: CheckContext): readonly CheckResult[] {
  const { input, steps } = context;
  const step = steps.find(({ action }) => action.kind === 'verify-received');
  const may = step === undefined ? undefined : input.facts.get(step.node)?.may;
  if (step === undefined || step.exact.length > 0 || may === undefined) return [];
  if (may.superuser || may.checkpoint) return [];
  const name = safeName(step.node);
  const role = safeName(input.facts.get(step.node)?.actingRole ?? 'of pgrepl');
  return [
    block(
      id,
      `Role ${role} may not run \`CHECKPOINT\` on ${name}, which alone shows there that it has everything.`,
      '`GRANT pg_checkpoint TO` the role (15 and later; up to 14 only a superuser may), or a `control_data` command for the primary in the configuration.',
    ),
  ];
}

function people(context: CheckContext, steps: readonly PlannedStep[]): readonly CheckResult[] {
  if (steps.length === 0) return [];
  const whileDown = steps.filter(({ phase }) => phase === 'down');
  const outage =
    whileDown.length === 0
      ? ''
      : `; nobody can write until ${whileDown.length === 1 ? 'this is done' : 'these are done'}: ${listWords(whileDown)}`;
  const within = Math.round(context.input.rules.timeouts.personMs / 60_000);
  return [
    warn(
      id,
      `${formatCount(steps.length, 'step')} of ${context.steps.length} ${steps.length === 1 ? 'is' : 'are'} for a person: ${listWords(steps)}${outage}.`,
      `Have somebody ready who can run commands there within ${formatCount(Math.max(1, within), 'minute')}; the card says which.`,
    ),
  ];
}

/** Nodes that a step is to be carried out on by SQL, and of which nobody knows what the role may do. */
function blind(context: CheckContext): readonly CheckResult[] {
  const nodes = context.steps.filter(({ by }) => by === 'sql').map(({ node }) => node);
  const unknown = [...new Set(nodes)].filter((name) => !context.input.facts.has(name));
  if (unknown.length === 0) return [];
  return [
    warn(
      id,
      `What pgrepl's role may do on ${listNames(unknown)} is not known.`,
      '`pgrepl check` shows whether the role for operations can connect there, and what it lacks.',
    ),
  ];
}

function noCheckpoint(context: CheckContext): readonly CheckResult[] {
  const { input, primary, steps } = context;
  const isPlanned = steps.some(({ action }) => action.kind === 'checkpoint');
  if (input.kind !== 'switchover' || primary === null || isPlanned) return [];
  const name = safeName(primary.name);
  const role = safeName(factsOf(context, primary)?.actingRole ?? 'of pgrepl');
  return [
    warn(
      id,
      `Role ${role} may not run \`CHECKPOINT\` on ${name}: its stop takes as long as its last checkpoint does.`,
      `\`GRANT pg_checkpoint TO\` the role (15 and later), or run \`CHECKPOINT\` on ${name} right before you approve.`,
    ),
  ];
}

function listWords(steps: readonly PlannedStep[]): string {
  return steps.map(({ words }) => words).join('; ');
}
