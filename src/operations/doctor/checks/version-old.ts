import { formatVersion } from '../../../wording/postgres-version.js';
import { safeName } from '../../../wording/safe-text.js';
import { newestMinorOf, endOfLifeOf, minorOf } from '../releases.js';
import type { DoctorCheck } from '../model.js';
import { each, surveysOf } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';

/** This many releases behind is more than a year. */
const far = 4;

export const versionOld: DoctorCheck = {
  id: 'version-old',
  group: 'versions',
  looksAt:
    'minor versions older than the newest that this pgrepl knows, and majors that are no longer mended',
  why: 'Minor versions mend errors that lose or corrupt data, replication among them, and never need a dump.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const { major, versionNum } = survey;
      const [name, version] = [safeName(survey.node), formatVersion(versionNum)];
      const ended = endOfLifeOf(major);
      const newest = newestMinorOf(major);
      if (newest === null) return null;
      const newestText = formatVersion(major >= 10 ? major * 10_000 + newest : 90_600 + newest);
      const behind = newest - minorOf(versionNum);
      const update = `Update ${name} to ${newestText} or newer: new packages and a restart, standbys first.`;
      if (ended !== null && context.now >= ended) {
        const date = new Date(ended).toISOString().slice(0, 10);
        return warn(
          survey,
          `${name} runs ${version}; major ${major === 9 ? '9.6' : major} has had no mends since ${date}.`,
          `Plan the move to a newer major (\`pg_upgrade\`).${behind > 0 ? ` ${update}` : ''}`,
        );
      }
      if (behind <= 0) return pass(survey, `${name} runs ${version}.`);
      const evidence = `${name} runs ${version}, ${behind} minor ${behind === 1 ? 'version' : 'versions'} behind ${newestText}.`;
      return behind >= far ? warn(survey, evidence, update) : advice(survey, evidence, update);
    }),
};
