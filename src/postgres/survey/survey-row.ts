import { z } from 'zod';
import { whole } from '../sql/columns.js';
import { hbaRules } from '../sql/hba-rules.js';

const rights = z.object({
  superuser: z.boolean(),
  hbaRules: z.boolean(),
  fileStatus: z.boolean(),
  recoveryConf: z.boolean(),
});

/** The answer to `surveyRightsSql`. */
export const surveyRightsRow = z.object({ rights });

export type SurveyRights = z.output<typeof rights>;

const survey = z.object({
  serverTime: whole,
  versionNum: whole,
  inRecovery: z.boolean(),
  role: z.object({
    name: z.string(),
    superuser: z.boolean(),
    seesSettings: z.boolean(),
    seesStatistics: z.boolean(),
  }),
  /** `[setting, unit, context, source]`. */
  settings: z.record(
    z.string(),
    z.tuple([z.string(), z.string().nullable(), z.string(), z.string()]),
  ),
  recoveryConf: z
    .object({ present: z.boolean(), values: z.record(z.string(), z.string().nullable()) })
    .nullable(),
  receiverConninfo: z.string().nullable(),
  pendingRestart: z.array(z.string()).nullable(),
  replicationRoles: z
    .array(
      z.object({
        name: z.string(),
        superuser: z.boolean(),
        replication: z.boolean(),
        canLogin: z.boolean(),
      }),
    )
    .nullable(),
  senders: z
    .array(
      z.object({
        user: z.string().nullable(),
        applicationName: z.string(),
        isEncrypted: z.boolean().nullable(),
      }),
    )
    .nullable(),
  overrides: z
    .array(
      z.object({
        database: z.string().nullable(),
        role: z.string().nullable(),
        name: z.string(),
        value: z.string(),
      }),
    )
    .nullable(),
  conflicts: z.object({ snapshot: whole, other: whole }),
  hbaRules: hbaRules.nullable(),
  files: z
    .object({
      recoveryConf: z.boolean().nullable(),
      standbySignal: z.boolean().nullable(),
      recoverySignal: z.boolean().nullable(),
    })
    .nullable(),
  collationVersion: z.string().nullable(),
  md5Roles: z.array(z.string()).nullable(),
});

/** The answer to `surveySql`. */
export const surveyRow = z.object({ survey });

export type SurveyAnswer = z.output<typeof survey>;
