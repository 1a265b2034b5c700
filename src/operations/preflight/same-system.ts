import { safeName } from '../../wording/safe-text.js';
import type { CheckResult } from '../check.js';
import type { CheckContext } from './context.js';
import { block, pass } from './result.js';

const id = 'same-system';

/** Whether the target holds a copy of this cluster's data, and not another's. */
export function sameSystem({ input, target, primary }: CheckContext): CheckResult {
  const name = safeName(target.name);
  const wanted =
    (primary?.foreign === false ? primary.systemIdentifier : null) ??
    input.topology.systemIdentifier;
  const has = target.systemIdentifier;
  if (wanted === null || has === null) {
    return block(
      id,
      `Whether ${name} belongs to the same system as the primary is not known.`,
      'Check again once more than half of the nodes have answered.',
    );
  }
  if (has !== wanted || target.foreign) {
    return block(
      id,
      `${name} has system identifier ${has}, and the cluster has ${wanted}: it is another system's server.`,
      'Correct its address in the configuration, or what it leads to.',
    );
  }
  return pass(id, `${name} has the system identifier of the cluster, ${has}.`);
}
