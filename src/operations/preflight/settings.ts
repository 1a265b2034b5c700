import type { Settings } from '../../replication/observation.js';
import { lowerSettings, standbyBounds } from '../../replication/standby-bounds.js';
import type { NodeView } from '../../replication/topology/model.js';
import { listNames, safeName } from '../../wording/safe-text.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { newcomers, stateOf } from './context.js';
import { blockSwitchover, pass, warn } from './result.js';

const id = 'settings';

/** Whether those that follow can follow a primary with the target's settings. */
export function settings(context: CheckContext): readonly CheckResult[] {
  const { target, below } = context;
  const own = stateOf(context, target)?.settings ?? null;
  const name = safeName(target.name);
  if (own === null) {
    return [warn(id, `The settings of ${name} are not known.`, 'Check again once it answers.')];
  }
  const major = target.major ?? 18;
  const others = [...newcomers(context), ...below].filter((node) => node.name !== target.name);
  const results = others.flatMap((node) => against(context, node, own, major));
  if (results.length > 0) return results;
  if (others.length === 0) {
    return [pass(id, `Nobody follows: no setting has to match those of ${name}.`)];
  }
  const who = listNames(others.map((node) => node.name));
  const have = others.length === 1 ? 'has' : 'have';
  return [pass(id, `${who} ${have} none of the five settings below those of ${name}.`)];
}

function against(
  context: CheckContext,
  node: NodeView,
  own: Settings,
  major: number,
): readonly CheckResult[] {
  const [name, target] = [safeName(node.name), safeName(context.target.name)];
  const other = stateOf(context, node)?.settings ?? null;
  const counted = standbyBounds.filter(([, , since]) => major >= since);
  const unknown = counted.filter(([key]) => own[key] === null || (other?.[key] ?? null) === null);
  const lower = (other === null ? [] : lowerSettings(other, own, major)).map(
    ({ setting, has, needs }) => `\`${setting}\` ${has} (${target} has ${needs})`,
  );
  if (lower.length > 0) {
    return [
      blockSwitchover(
        context,
        id,
        `${name} has ${lower.join(', ')}: it can't follow ${target}, ${means(major)}.`,
        `Raise ${lower.length === 1 ? 'it' : 'them'} on ${name} and restart it.`,
      ),
    ];
  }
  if (unknown.length === 0) return [];
  return [
    warn(
      id,
      `Whether ${name} has settings below those of ${target} is not known (${unknown.map(([, setting]) => setting).join(', ')}).`,
      `Compare them on ${name}: one that is lower keeps it from following.`,
    ),
  ];
}

function means(major: number): string {
  return major >= 14 ? 'and would pause its replay, or not start' : 'and would stop, or not start';
}
