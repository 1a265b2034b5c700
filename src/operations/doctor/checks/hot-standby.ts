import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck, Outcome } from '../model.js';
import { change, each, surveysOf, text } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';

export const hotStandby: DoctorCheck = {
  id: 'hot-standby',
  group: 'standbys',
  looksAt: '`hot_standby` of each node, and nodes that can not be queried for it',
  why: 'A standby with `hot_standby = off` can not be asked what it has, and takes no `pg_promote()`.',
  examine: (context) => {
    const cold = context.topology.nodes
      .filter(({ reach }) => reach.kind === 'cold')
      .map(({ name }): Outcome =>
        warn(
          name,
          `${safeName(name)} runs with \`hot_standby = off\`: pgrepl sees it from its upstream alone.`,
          `Set \`hot_standby = on\` in \`postgresql.conf\` of ${safeName(name)}, and restart it.`,
        ),
      );
    const others = each(surveysOf(context), (survey) => {
      const value = text(survey, 'hot_standby');
      if (value === null) return null;
      const name = safeName(survey.node);
      return value === 'on'
        ? pass(survey, `${name} has \`hot_standby = on\`.`)
        : advice(
            survey,
            `${name} has \`hot_standby = off\`: as a standby it could not be queried.`,
            change(survey, 'hot_standby', 'on'),
          );
    });
    return [...cold, ...others];
  },
};
