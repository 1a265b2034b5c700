import { describe, expect, it } from 'vitest';
import { readSurvey } from './read-survey.js';
import { surveyRightsSql, surveySql } from './survey-sql.js';
import { aSurveyAnswer } from './testing/answers.js';

const trip = { askedAt: 1000, at: 1010 };

describe('reading a survey', () => {
  it('lays recovery.conf of 9.6 over the settings', () => {
    const survey = readSurvey('s1', aSurveyAnswer(), trip);
    expect(survey).toMatchObject({
      node: 's1',
      major: 9,
      seesRecoverySettings: true,
      conninfo: { hasPassword: true, applicationName: 's1', user: 'repl', sslMode: null },
      conflicts: { snapshot: 2 },
      files: { recoveryConf: true, standbySignal: false, recoverySignal: false },
      pendingRestart: [],
      senders: [],
    });
    expect(survey.settings.get('primary_slot_name')).toEqual({
      text: 's1',
      amount: null,
      context: 'postmaster',
      source: 'recovery.conf',
    });
    expect(survey.settings.has('recovery_target_timeline')).toBe(false);
    expect(survey.settings.get('wal_segment_size')?.amount).toBe(16 * 1024 ** 2);
    expect(survey.settings.get('max_standby_streaming_delay')?.amount).toBe(30_000);
  });

  it('takes a recovery.conf on a primary for none of its settings', () => {
    const survey = readSurvey('pg1', aSurveyAnswer({ inRecovery: false }), trip);
    expect(survey.settings.has('primary_slot_name')).toBe(false);
    expect(survey).toMatchObject({ conninfo: null, conflicts: null });
  });

  it('takes what the receiver says where the file is hidden', () => {
    const hidden = { recoveryConf: null, receiverConninfo: 'user=repl application_name=s1' };
    const survey = readSurvey('s1', aSurveyAnswer(hidden), trip);
    expect(survey.seesRecoverySettings).toBe(false);
    expect(survey.conninfo).toMatchObject({ applicationName: 's1', hasPassword: false });
    expect(
      readSurvey('s1', aSurveyAnswer({ ...hidden, receiverConninfo: 'broken' }), trip),
    ).toMatchObject({
      conninfo: null,
    });
  });
});

it('keeps of an archive_command what it comes to, and none of its arguments', () => {
  const settings = {
    archive_mode: ['on', null, 'postmaster', 'default'],
    archive_command: ['sshpass -p hunter2 scp %p b:/a/%f', null, 'sighup', 'command line'],
  };
  const survey = readSurvey('pg1', aSurveyAnswer({ settings }), trip);
  expect(survey.archiving).toEqual({ kind: 'overwrites', program: 'scp' });
  expect(survey.settings.get('archive_command')).toEqual({
    text: 'set',
    amount: null,
    context: 'sighup',
    source: 'command line',
  });
  expect(JSON.stringify([survey, ...survey.settings])).not.toContain('hunter2');
  const off = { archive_command: ['(disabled)', null, 'sighup', 'default'] };
  expect(
    readSurvey('pg1', aSurveyAnswer({ settings: off }), trip).settings.get('archive_command'),
  ).toEqual({ text: '', amount: null, context: 'sighup', source: 'default' });
  expect(readSurvey('pg1', aSurveyAnswer(), trip).archiving).toBeNull();
});

describe('the statement', () => {
  const all = { superuser: true, hbaRules: true, fileStatus: true, recoveryConf: true };
  const none = { superuser: false, hbaRules: false, fileStatus: false, recoveryConf: false };

  it('asks 9.6 for nothing that it has not got', () => {
    const asked = surveyRightsSql(9) + surveySql(9, { ...all, hbaRules: false });
    expect(asked).not.toMatch(/pg_hba_file_rules|pg_read_all|collprovider|pg_stat_gssapi/);
    expect(asked).toContain('recovery.conf');
  });

  it('names no function that the role may not call', () => {
    expect(surveySql(18, none)).not.toMatch(
      /pg_hba_file_rules|pg_stat_file|pg_read_file|pg_authid/,
    );
    expect(surveySql(18, all)).toMatch(/pg_hba_file_rules/);
  });
});
