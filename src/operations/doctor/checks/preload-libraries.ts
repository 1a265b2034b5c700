import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { changeList, each, hidden, primaryOf, standbysOf, text } from '../look.js';
import { pass, warn } from '../outcomes.js';

const listed = (value: string): readonly string[] =>
  value
    .split(',')
    .map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
    .filter((name) => name !== '');

export const preloadLibraries: DoctorCheck = {
  id: 'preload-libraries',
  group: 'takeover',
  looksAt: '`shared_preload_libraries` of standbys against the primary',
  why: 'What the extensions of the primary need is missing after a promotion, until a restart.',
  examine: (context) => {
    const primary = primaryOf(context);
    const wanted = primary === null ? null : text(primary, 'shared_preload_libraries');
    if (primary === null || wanted === null) return [];
    return each(standbysOf(context), (survey) => {
      const has = text(survey, 'shared_preload_libraries');
      if (has === null) return hidden(survey, 'shared_preload_libraries');
      const own = listed(has);
      const missing = listed(wanted).filter((name) => !own.includes(name));
      const name = safeName(survey.node);
      return missing.length === 0
        ? pass(survey, `${name} loads what ${safeName(primary.node)} loads.`)
        : warn(
            survey,
            `${name} does not load ${missing.map((each) => `\`${safeName(each)}\``).join(', ')}, which ${safeName(primary.node)} loads.`,
            // What it has itself stays: extensions may rely on that.
            changeList(survey, 'shared_preload_libraries', [...own, ...missing]),
          );
    });
  },
};
