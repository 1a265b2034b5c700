import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { each, primaryOf, standbysOf } from '../look.js';
import { fail, pass } from '../outcomes.js';

export const collationVersions: DoctorCheck = {
  id: 'collation-versions',
  group: 'takeover',
  looksAt: 'the version of the C library on each node, which orders texts (13+, Linux)',
  why: 'Indexes on text are copied in the order of the primary: where another library orders otherwise, queries miss rows, and unique indexes let duplicates in after a promotion.',
  examine: (context) => {
    const primary = primaryOf(context);
    const wanted = primary?.collationVersion ?? null;
    if (primary === null || wanted === null) return [];
    return each(standbysOf(context), (survey) => {
      const has = survey.collationVersion;
      if (has === null) return null;
      const [name, from] = [safeName(survey.node), safeName(primary.node)];
      return has === wanted
        ? pass(survey, `${name} orders texts as ${from} does (version ${safeName(has)}).`)
        : fail(
            survey,
            `${name} orders texts by version ${safeName(has)} of its C library, ${from} by ${safeName(wanted)}.`,
            `Run both on the same release of the operating system; if ${name} has to be promoted before, \`REINDEX\` every index on text then.`,
          );
    });
  },
};
