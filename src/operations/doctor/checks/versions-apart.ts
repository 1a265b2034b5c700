import { formatVersion } from '../../../wording/postgres-version.js';
import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { surveysOf } from '../look.js';
import { advice, fail, pass } from '../outcomes.js';

export const versionsApart: DoctorCheck = {
  id: 'versions-apart',
  group: 'versions',
  looksAt: 'whether all nodes run the same major and the same minor version',
  why: 'Nodes of different majors can not replicate at all; of different minors one may lack a mend that the other relies on.',
  examine: (context) => {
    const surveys = surveysOf(context);
    if (surveys.length < 2) return [];
    const majors = new Set(surveys.map(({ major }) => major));
    const versions = new Set(surveys.map(({ versionNum }) => versionNum));
    const told = surveys
      .map(({ node, versionNum }) => `${safeName(node)} ${formatVersion(versionNum)}`)
      .join(', ');
    if (majors.size > 1) {
      return [
        fail(
          null,
          `The nodes run different majors: ${told}.`,
          'Bring all nodes to one major: a standby of another has to be cloned anew.',
        ),
      ];
    }
    if (versions.size > 1) {
      return [
        advice(
          null,
          `The nodes run different minor versions: ${told}.`,
          'Update the standbys first, then switch over and update the old primary.',
        ),
      ];
    }
    return [pass(null, `All nodes run ${formatVersion(surveys[0]?.versionNum ?? 0)}.`)];
  },
};
