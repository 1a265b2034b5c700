import { isNobodysChoice } from '../../../replication/findings/default-names.js';
import { nameMatches } from '../../../replication/sync/parse-names.js';
import type { Topology } from '../../../replication/topology/model.js';
import { safeName } from '../../../wording/safe-text.js';
import { formatCount } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { surveysOf } from '../look.js';
import { pass, warn } from '../outcomes.js';

export const duplicateName: DoctorCheck = {
  id: 'duplicate-name',
  group: 'standbys',
  looksAt: 'clients that receive from one node under the same `application_name`',
  why: 'PostgreSQL tells synchronous standbys apart by nothing else: whichever of them answers first confirms.',
  examine: (context) =>
    surveysOf(context).flatMap((survey) => {
      if (survey.senders.length === 0) return [];
      const counts = new Map<string, number>();
      for (const { applicationName } of survey.senders) {
        // Base backups run with two connections of one name.
        if (applicationName === 'pg_basebackup') continue;
        counts.set(applicationName, (counts.get(applicationName) ?? 0) + 1);
      }
      const twice = [...counts].filter(
        ([name, count]) => count > 1 && matters(context.topology, survey.node, name, count),
      );
      const name = safeName(survey.node);
      if (twice.length === 0)
        return [pass(survey, `Nobody receives from ${name} under another's name.`)];
      return twice.map(([applicationName, count]) =>
        warn(
          survey,
          `${formatCount(count, 'client')} receive from ${name} as ${safeName(applicationName)}.`,
          'Give each standby an `application_name` of its own in its `primary_conninfo`.',
        ),
      );
    }),
};

/** As the finding of that name has it: nobody has to name what no synchronous replication asks for. */
function matters(topology: Topology, upstream: string, name: string, count: number): boolean {
  if ((topology.sync.config?.names ?? []).some((listed) => nameMatches(listed, name))) return true;
  const carriers = topology.nodes
    .filter(
      (node) =>
        node.senderName === name &&
        node.upstream?.kind === 'node' &&
        node.upstream.node === upstream,
    )
    .map((node) => node.name);
  return !isNobodysChoice(topology, name, carriers, count);
}
