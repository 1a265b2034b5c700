import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { amount, change, each, surveysOf } from '../look.js';
import { pass, warn } from '../outcomes.js';

/** After this a keep-alive comes too late to be of use, ms. */
const lateMs = 10 * 60_000;

export const timeouts: DoctorCheck = {
  id: 'timeouts',
  group: 'standbys',
  looksAt:
    '`wal_sender_timeout` and `wal_receiver_timeout`, and `tcp_keepalives_idle` where one of them is off',
  why: 'Without them a connection over a cut network looks alive for hours: commits hang on it, and nobody reconnects.',
  examine: (context) =>
    each(surveysOf(context), (survey) => {
      const off = ['wal_sender_timeout', 'wal_receiver_timeout'].filter(
        (setting) => amount(survey, setting) === 0,
      );
      const name = safeName(survey.node);
      if (off.length === 0) return pass(survey, `${name} notices a dead replication connection.`);
      const idleMs = amount(survey, 'tcp_keepalives_idle');
      const keeps =
        idleMs === null || idleMs === 0 || idleMs > lateMs
          ? 'and no early keep-alive of TCP (`tcp_keepalives_idle`)'
          : `and relies on keep-alives of TCP after ${Math.round(idleMs / 1000)} s`;
      return warn(
        survey,
        `${name} has ${off.map((setting) => `\`${setting} = 0\``).join(' and ')} ${keeps}.`,
        off.map((setting) => change(survey, setting, '60s')).join(' '),
      );
    }),
};
