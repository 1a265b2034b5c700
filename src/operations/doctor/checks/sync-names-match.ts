import { nameMatches } from '../../../replication/sync/parse-names.js';
import { listNames, safeName } from '../../../wording/safe-text.js';
import { formatCount } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { applicationNameOf, primaryOf } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';

export const syncNamesMatch: DoctorCheck = {
  id: 'sync-names-match',
  group: 'commits',
  looksAt:
    'each name in `synchronous_standby_names`: that a standby carries it as its `application_name`',
  why: 'A name that nobody carries never confirms anything: commits hang sooner than the list says.',
  examine: (context) => {
    const primary = primaryOf(context);
    const { config } = context.topology.sync;
    if (primary === null || config === null) return [];
    const known = [
      ...context.topology.nodes.map(({ name }) => applicationNameOf(context, name)),
      ...primary.senders.map(({ applicationName }) => applicationName),
    ];
    const isKnown = (listed: string): boolean => known.some((name) => nameMatches(listed, name));
    const lost = config.names.filter((listed) => !isKnown(listed));
    const name = safeName(primary.node);
    if (lost.length === 0) {
      return [
        pass(primary, `Every name in \`synchronous_standby_names\` of ${name} is a standby's.`),
      ];
    }
    const left = config.names.length - lost.length;
    const remedy = `Take the name out of \`synchronous_standby_names\` on ${name}, or give the standby that it means this \`application_name\` in its \`primary_conninfo\`.`;
    const evidence = `No standby is called ${listNames(lost)}, which \`synchronous_standby_names\` of ${name} lists`;
    return left < config.numSync
      ? [
          fail(
            primary,
            `${evidence}: ${formatCount(left, 'other name is', 'other names are')} left, and commits wait for ${config.numSync}.`,
            remedy,
          ),
        ]
      : [warn(primary, `${evidence}.`, remedy)];
  },
};
