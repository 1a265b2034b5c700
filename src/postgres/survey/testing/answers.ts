import { surveyRow, type SurveyAnswer } from '../survey-row.js';

/** What a standby of 9.6 answers a superuser, changed where the test wants it. */
export function aSurveyAnswer(changes: object = {}): SurveyAnswer {
  return surveyRow.parse({
    survey: {
      serverTime: 1005,
      versionNum: 90_624,
      inRecovery: true,
      role: { name: 'postgres', superuser: true, seesSettings: true, seesStatistics: true },
      settings: {
        max_standby_streaming_delay: ['30000', 'ms', 'sighup', 'default'],
        wal_keep_segments: ['64', null, 'sighup', 'configuration file'],
        wal_segment_size: ['2048', '8kB', 'internal', 'default'],
        shared_preload_libraries: ['', null, 'postmaster', 'default'],
      },
      recoveryConf: {
        present: true,
        values: {
          primary_conninfo: 'host=pg1 user=repl password=*** application_name=s1',
          primary_slot_name: 's1',
          recovery_target_timeline: null,
        },
      },
      receiverConninfo: null,
      pendingRestart: null,
      replicationRoles: null,
      senders: null,
      overrides: null,
      conflicts: { snapshot: 2, other: 0 },
      hbaRules: null,
      files: { recoveryConf: true, standbySignal: null, recoverySignal: null },
      collationVersion: null,
      md5Roles: ['repl'],
      ...changes,
    },
  }).survey;
}
