import { reasonWords } from '../../replication/findings/reasons.js';
import { isHeldBack } from '../../replication/topology/promotability.js';
import type { NodeView } from '../../replication/topology/model.js';
import { formatVersion } from '../../wording/postgres-version.js';
import { listNames, safeName } from '../../wording/safe-text.js';
import type { CheckResult } from '../check.js';
import type { PlannedStep } from '../plan-model.js';
import { viewOf, withPart } from '../steps/context.js';
import type { CheckContext } from './context.js';
import { factsOf } from './context.js';
import { blockSwitchover, pass, warn } from './result.js';

const id = 'followers';

/** Whether the other standbys can follow the target, and who is left behind. */
export function followers(context: CheckContext): readonly CheckResult[] {
  const { below, target } = context;
  const results = [
    ...context.followers.flatMap((node) => follower(context, node)),
    ...below.flatMap((node) => timeline(context, node, null)),
    ...leftBehind(context),
  ];
  const name = safeName(target.name);
  if (results.length > 0) return results;
  const [led, fed] = [names(context.followers), names(below)];
  if (led.length + fed.length === 0) return [pass(id, `No other standby has to follow ${name}.`)];
  const sentences = [
    ...(led.length === 0 ? [] : [`${listNames(led)} can follow ${name}.`]),
    ...(fed.length === 0
      ? []
      : [
          `${listNames(fed)} ${fed.length === 1 ? 'keeps its' : 'keep their'} upstream and will see one timeline change.`,
        ]),
  ];
  return [pass(id, sentences.join(' '))];
}

function follower(context: CheckContext, node: NodeView): readonly CheckResult[] {
  const version = versionResult(context, node);
  if (version !== null) return [version];
  const name = safeName(node.name);
  const step = context.steps.find(
    (each) => each.action.kind === 'repoint' && each.node === node.name,
  );
  const results = [...timeline(context, node, step ?? null)];
  if (step?.action.kind === 'repoint' && step.action.how !== 'reload') {
    results.push(
      warn(
        id,
        `${name} is restarted to follow ${safeName(context.target.name)} (PostgreSQL ${node.major ?? 'of unknown version'}): its sessions end.`,
        'Know that those who read there have to connect again.',
      ),
    );
  }
  return results;
}

/** WAL is the same within a major version only. */
function versionResult(context: CheckContext, node: NodeView): CheckResult | null {
  const { target } = context;
  const [name, heir] = [safeName(node.name), safeName(target.name)];
  if (node.versionNum === null || target.versionNum === null) {
    return warn(
      id,
      `Whether ${name} runs the same version as ${heir} is not known.`,
      `Compare \`SHOW server_version\` of both before you approve.`,
    );
  }
  const [own, other] = [formatVersion(node.versionNum), formatVersion(target.versionNum)];
  if (node.major !== target.major) {
    return blockSwitchover(
      context,
      id,
      `${name} runs PostgreSQL ${own}, and ${heir} ${other}: it can't read what ${heir} writes.`,
      `Take ${name} out of the cluster first, or clone it anew with PostgreSQL ${other}.`,
    );
  }
  if (node.versionNum >= target.versionNum) return null;
  return warn(
    id,
    `${name} runs PostgreSQL ${own}, and would follow ${heir} with ${other}: PostgreSQL wants standbys updated first.`,
    `Update ${name} to ${other} before, or choose it as the target.`,
  );
}

/** Whether the node goes over to the new timeline. */
function timeline(
  context: CheckContext,
  node: NodeView,
  step: PlannedStep | null,
): readonly CheckResult[] {
  const name = safeName(node.name);
  if (isHeldBack(node)) {
    return [
      warn(
        id,
        `The replay of ${name} is ${node.replay?.paused === true ? 'paused' : 'delayed'}: it goes over to the new timeline only once it has replayed the old one.`,
        'Nothing, if that is meant; it is not waited for.',
      ),
    ];
  }
  const facts = factsOf(context, node);
  if (node.reach.kind === 'cold' || facts === null) {
    return [
      warn(
        id,
        `${name} did not answer what was asked for this plan: whether it goes over to the new timeline is not known.`,
        `Check its \`recovery_target_timeline\`, which has to be \`latest\`.`,
      ),
    ];
  }
  const setting = facts.recoveryTargetTimeline;
  // With the other recovery settings `latest` is written as well.
  const isWritten = step?.action.kind === 'repoint' && step.action.how === 'recovery.conf';
  if (setting === 'latest' || isWritten) return [];
  const remedy = `Set \`recovery_target_timeline = latest\` on ${name} and restart it.`;
  return [
    setting === null
      ? warn(
          id,
          `Whether ${name} goes over to the new timeline is not visible (\`recovery_target_timeline\`).`,
          remedy,
        )
      : warn(
          id,
          `${name} has \`recovery_target_timeline = ${safeName(setting)}\`: it stays on the old timeline and receives nothing more.`,
          remedy,
        ),
  ];
}

/** Standbys that no step points at the target. */
function leftBehind(context: CheckContext): readonly CheckResult[] {
  const { plan, target } = context;
  return withPart(plan, 'left-out').flatMap((each) => {
    const node = viewOf(plan, each);
    if (node === undefined || node.role === 'primary') return [];
    const name = safeName(each);
    return [
      warn(
        id,
        `${name} ${whyLeft(node)}: it is left as it is.`,
        node.foreign
          ? `Correct the address of ${name} in the configuration.`
          : `Point ${name} at ${safeName(target.name)} afterwards; the commands stand at the end of the plan.`,
      ),
    ];
  });
}

function whyLeft({ foreign, reach, upstream }: NodeView): string {
  if (foreign) return "can't be asked, for another system's server answers in its place";
  switch (reach.kind) {
    case 'cold':
      return 'runs with `hot_standby = off` and can be told nothing';
    case 'silent':
      return reasonWords[reach.reason].what;
    case 'not-polled-yet':
      return 'has not been asked yet';
    case 'answers':
      return upstream?.kind === 'archive'
        ? 'lives on an archive'
        : 'receives from where pgrepl does not know';
  }
}

function names(nodes: readonly NodeView[]): readonly string[] {
  return nodes.map(({ name }) => name);
}
