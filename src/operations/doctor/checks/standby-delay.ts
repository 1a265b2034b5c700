import { safeName } from '../../../wording/safe-text.js';
import { formatDuration } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { amount, change, each, standbysOf } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';

/** What a query may hold up without a word, ms. */
const longMs = 5 * 60_000;

export const standbyDelay: DoctorCheck = {
  id: 'standby-delay',
  group: 'standbys',
  looksAt: '`max_standby_streaming_delay` of standbys',
  why: 'For so long a query may hold up replay, and a failover has to replay all of that before it is over.',
  examine: (context) =>
    each(standbysOf(context), (survey) => {
      const delayMs = amount(survey, 'max_standby_streaming_delay');
      if (delayMs === null) return null;
      const name = safeName(survey.node);
      const remedy = change(survey, 'max_standby_streaming_delay', '30s');
      if (delayMs < 0) {
        return warn(
          survey,
          `${name} has \`max_standby_streaming_delay = -1\`: a query may hold up its replay for ever.`,
          remedy,
        );
      }
      return delayMs > longMs
        ? advice(
            survey,
            `${name} has \`max_standby_streaming_delay\` of ${formatDuration(delayMs)}.`,
            remedy,
          )
        : pass(
            survey,
            `A query on ${name} holds up replay for ${formatDuration(delayMs)} at most.`,
          );
    }),
};
