import { nameMatches } from '../../../replication/sync/parse-names.js';
import { safeName } from '../../../wording/safe-text.js';
import { formatDuration } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { applicationNameOf, each, reset, standbysOf, stateOf } from '../look.js';
import { fail, pass, warn } from '../outcomes.js';

export const applyDelay: DoctorCheck = {
  id: 'apply-delay',
  group: 'standbys',
  looksAt: '`recovery_min_apply_delay` of standbys that are named as synchronous',
  why: 'At `remote_apply` every commit waits for the delay, and a failover to it has to replay all of it first.',
  examine: (context) => {
    const { config, synchronousCommit } = context.topology.sync;
    return each(standbysOf(context), (survey) => {
      const state = stateOf(context, survey.node);
      const delayMs = state?.role.kind === 'standby' ? (state.role.applyDelayMs ?? 0) : 0;
      if (delayMs === 0 || config === null) return null;
      const carried = applicationNameOf(context, survey.node);
      const name = safeName(survey.node);
      const delayed = `${name} replays ${formatDuration(delayMs)} late on purpose (\`recovery_min_apply_delay\`)`;
      if (!config.names.some((listed) => nameMatches(listed, carried))) {
        return pass(survey, `${delayed}, and no commit waits for it.`);
      }
      const remedy = `Take it out of \`synchronous_standby_names\` on the primary, or: ${reset(survey, 'recovery_min_apply_delay')}`;
      return synchronousCommit === 'remote_apply'
        ? fail(survey, `${delayed} and is named as synchronous at \`remote_apply\`.`, remedy)
        : warn(survey, `${delayed} and is named as synchronous.`, remedy);
    });
  },
};
