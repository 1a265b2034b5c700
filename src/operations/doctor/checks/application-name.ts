import { asPasted } from '../../../wording/pasted.js';
import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { applicationNameOf, each, hidden, standbysOf, text } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';

export const applicationName: DoctorCheck = {
  id: 'application-name',
  group: 'standbys',
  looksAt: '`application_name` in `primary_conninfo` of standbys (12+: or `cluster_name`)',
  why: 'Without it every standby shows as `walreceiver`: none can be named as synchronous, and nobody can tell them apart.',
  examine: (context) => {
    const isSynchronous = context.topology.sync.config !== null;
    return each(standbysOf(context), (survey) => {
      const { conninfo } = survey;
      const set = text(survey, 'primary_conninfo');
      if (conninfo === null) {
        return set === '' ? null : hidden(survey, 'primary_conninfo');
      }
      const name = safeName(survey.node);
      if (conninfo.applicationName !== null && conninfo.applicationName !== 'walreceiver') {
        return pass(survey, `${name} calls itself ${safeName(conninfo.applicationName)}.`);
      }
      const clusterName = survey.major >= 12 ? (text(survey, 'cluster_name') ?? '') : '';
      if (clusterName !== '') {
        return pass(
          survey,
          `${name} calls itself ${safeName(clusterName)} by its \`cluster_name\`.`,
        );
      }
      const wanted = asPasted(applicationNameOf(context, survey.node)) ?? '…';
      const then =
        survey.major >= 13
          ? '`SELECT pg_reload_conf()`'
          : survey.major === 12
            ? 'restart it'
            : 'restart it (`recovery.conf`)';
      return (isSynchronous ? warn : advice)(
        survey,
        `The \`primary_conninfo\` of ${name} has no \`application_name\`.`,
        `Add \`application_name=${wanted}\` to \`primary_conninfo\` of ${name}, then ${then}.`,
      );
    });
  },
};
