import { lsnDiffBytes } from '../../../replication/lsn.js';
import { safeName } from '../../../wording/safe-text.js';
import { formatBytes } from '../../../wording/units.js';
import { each, stateOf, surveysOf } from '../look.js';
import type { DoctorCheck } from '../model.js';
import { pass, warn } from '../outcomes.js';

/**
 * Summaries end where checkpoints begin: more than this behind the last one the summarizer has come to
 * a halt, or can't follow, bytes.
 */
const behindBytes = 1024 ** 3;

export const walSummarizer: DoctorCheck = {
  id: 'wal-summarizer',
  group: 'wal',
  looksAt: 'how far the summarizer is behind the last checkpoint where `summarize_wal` is on (17+)',
  why: 'WAL that is not summarized is kept until the disk is full, whatever else is set, and no incremental backup can begin before it is.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const state = stateOf(context, survey.node);
      const { summarizedLsn = null, redoLsn = null } = state ?? {};
      if (summarizedLsn === null || redoLsn === null) return null;
      const name = safeName(survey.node);
      const bytes = lsnDiffBytes(redoLsn, summarizedLsn);
      if (bytes < behindBytes) {
        const left = formatBytes(Math.max(0, bytes));
        return pass(survey, `${name} has ${left} of WAL before its last checkpoint to summarize.`);
      }
      return warn(
        survey,
        `${name} has not summarized ${summarizedLsn === 0n ? 'any' : formatBytes(bytes)} of its WAL (\`summarize_wal\`), and keeps all of that.`,
        `Look for the WAL summarizer in the log of ${name}, and where it is: \`SELECT * FROM pg_get_wal_summarizer_state()\`; without incremental backups, on ${name}: \`ALTER SYSTEM SET summarize_wal = 'off'\`, then \`SELECT pg_reload_conf()\`.`,
      );
    }),
};
