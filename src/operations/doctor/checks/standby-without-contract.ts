import { nameMatches } from '../../../replication/sync/parse-names.js';
import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { applicationNameOf, directStandbysOf, primaryOf } from '../look.js';
import { advice, pass } from '../outcomes.js';

export const standbyWithoutContract: DoctorCheck = {
  id: 'standby-without-contract',
  group: 'commits',
  looksAt: 'standbys of a synchronous primary whose name is in no `synchronous_standby_names`',
  why: 'It never confirms a commit and never takes over as synchronous, which may be meant, or a name that was mistyped.',
  examine: (context) => {
    const primary = primaryOf(context);
    const { config } = context.topology.sync;
    if (primary === null || config === null) return [];
    return directStandbysOf(context).map((survey) => {
      const name = safeName(survey.node);
      const carried = applicationNameOf(context, survey.node);
      if (config.names.some((listed) => nameMatches(listed, carried))) {
        return pass(survey, `${name} is one of the synchronous standbys.`);
      }
      return advice(
        survey,
        `${name} (\`application_name\` ${safeName(carried)}) is in no list: \`synchronous_standby_names\` of ${safeName(primary.node)} does not name it.`,
        `Add it to \`synchronous_standby_names\` on ${safeName(primary.node)}, if it is meant to confirm commits.`,
      );
    });
  },
};
