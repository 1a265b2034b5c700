import { archivingOf, type Archiving } from '../../operations/doctor/archiving.js';
import type {
  NodeSurvey,
  SurveyedConninfo,
  SurveyedSetting,
} from '../../operations/doctor/survey.js';
import { parseConninfo } from '../../replication/conninfo.js';
import type { EpochMs } from '../../replication/observation.js';
import { settingAmount } from '../settings.js';
import type { SurveyAnswer } from './survey-row.js';

/** When the question was sent and when the answer was there. */
export interface RoundTrip {
  readonly askedAt: EpochMs;
  readonly at: EpochMs;
}

/** Makes a survey of the server's answer. */
export function readSurvey(node: string, answer: SurveyAnswer, trip: RoundTrip): NodeSurvey {
  const major = Math.floor(answer.versionNum / 10_000);
  const settings = settingsOf(answer);
  // Up to 11 the file may be hidden where what the receiver made of it is not.
  const conninfo = settings.get('primary_conninfo')?.text ?? answer.receiverConninfo ?? '';
  return {
    node,
    ...trip,
    serverTime: answer.serverTime,
    versionNum: answer.versionNum,
    major,
    inRecovery: answer.inRecovery,
    role: answer.role,
    settings,
    recoveryConfUnreadable: false,
    archiving: archivingIn(answer),
    seesRecoverySettings: major >= 12 || !answer.inRecovery || answer.recoveryConf !== null,
    conninfo: conninfo === '' ? null : conninfoOf(conninfo),
    pendingRestart: answer.pendingRestart ?? [],
    replicationRoles: answer.replicationRoles ?? [],
    senders: answer.senders ?? [],
    overrides: answer.overrides ?? [],
    conflicts: answer.inRecovery ? answer.conflicts : null,
    replicationHba: answer.hbaRules,
    files:
      answer.files === null
        ? null
        : {
            recoveryConf: answer.files.recoveryConf ?? false,
            standbySignal: answer.files.standbySignal ?? false,
            recoverySignal: answer.files.recoverySignal ?? false,
          },
    md5Roles: answer.md5Roles,
    collationVersion: answer.collationVersion,
  };
}

function archivingIn({ settings }: SurveyAnswer): Archiving | null {
  const command = settings['archive_command'];
  return command === undefined ? null : archivingOf(command[0]);
}

function settingsOf({
  settings,
  recoveryConf,
  inRecovery,
}: SurveyAnswer): Map<string, SurveyedSetting> {
  const rows = Object.fromEntries(
    Object.entries(settings).map(([name, [text, unit]]): [string, [string, string | null]] => [
      name,
      [text, unit],
    ]),
  );
  const known = new Map(
    Object.entries(settings).map(([name, [text, , context, source]]): [string, SurveyedSetting] => [
      name,
      {
        text: name === 'archive_command' ? setOrNot(text) : text,
        amount: settingAmount(rows, name),
        context,
        source,
      },
    ]),
  );
  // One that a primary still has is about its next start: `files` tells of it.
  if (recoveryConf?.present !== true || !inRecovery) return known;
  for (const [name, text] of Object.entries(recoveryConf.values)) {
    if (text === null) continue;
    known.set(name, { text, amount: null, context: 'postmaster', source: 'recovery.conf' });
  }
  return known;
}

/** Nothing else of the command is kept: any of its arguments may be a secret. */
function setOrNot(command: string): string {
  return archivingOf(command).kind === 'no-command' ? '' : 'set';
}

/** Only what may be known is taken over; the password was masked by the server. */
function conninfoOf(masked: string): SurveyedConninfo | null {
  const parts = parseConninfo(masked);
  if (parts === undefined) return null;
  return {
    hasPassword: parts.has('password'),
    applicationName: parts.get('application_name') ?? null,
    user: parts.get('user') ?? null,
    sslMode: parts.get('sslmode') ?? null,
  };
}
