import type { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { SurveyResult } from '../../operations/doctor/survey.js';
import { afterReading } from '../after-reading.js';
import type { NodeConnectionOptions } from '../connection-options.js';
import type { Failure } from '../failure.js';
import { Opening } from '../open-session.js';
import type { Session } from '../session.js';
import { readSurvey } from './read-survey.js';
import { surveyRightsRow, surveyRow } from './survey-row.js';
import { surveyRightsSql, surveySql } from './survey-sql.js';

export interface SurveyNodeOptions {
  /** The node's name in the configuration. */
  readonly name: string;
  readonly connection: NodeConnectionOptions;
  readonly applicationName: string;
  /** For connecting, and for all that is asked then, ms. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Looks at the set-up of one node on a session of its own, in a transaction that can't write. Never
 * rejects, and never takes longer than twice its time.
 */
export async function surveyNode(options: SurveyNodeOptions): Promise<SurveyResult> {
  const { connection, applicationName, timeoutMs } = options;
  const opened = await new Opening({
    connection,
    applicationName,
    // A watching session would hide the server's own `default_transaction_read_only`.
    purpose: 'act',
    statementTimeoutMs: timeoutMs,
    connectTimeoutMs: timeoutMs,
    encryptionThatWorked: null,
  }).result;
  if (!opened.ok) return none(opened.failure);
  const { session } = opened;
  const timer = afterReading(timeoutMs, () => {
    session.destroy();
  });
  try {
    return await survey(session, options);
  } finally {
    clearTimeout(timer);
    session.close();
  }
}

async function survey(session: Session, { name, clock }: SurveyNodeOptions): Promise<SurveyResult> {
  const { major } = session.version;
  const begun = await session.run({ text: 'BEGIN TRANSACTION READ ONLY' });
  if (!begun.ok) return none(begun.failure);
  const mine = await askFor(session, surveyRightsRow, surveyRightsSql(major));
  if (!mine.ok) return none(mine.failure);
  const askedAt = clock.now();
  const answer = await askFor(session, surveyRow, surveySql(major, mine.row.rights));
  if (!answer.ok) return none(answer.failure);
  const trip = { askedAt, at: clock.now() };
  return { kind: 'survey', survey: readSurvey(name, answer.row.survey, trip) };
}

async function askFor<T>(
  session: Session,
  schema: z.ZodType<T>,
  text: string,
): Promise<
  { readonly ok: true; readonly row: T } | { readonly ok: false; readonly failure: Failure }
> {
  const result = await session.run({ text });
  if (!result.ok) return result;
  const parsed = schema.safeParse(result.rows[0]);
  if (parsed.success) return { ok: true, row: parsed.data };
  // The path alone: what stands there may be a secret.
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  const detail = `The server's answer has an unexpected ${path === '' ? 'row' : path}.`;
  return { ok: false, failure: { reason: 'protocol', detail, code: null } };
}

function none({ reason, detail }: Failure): SurveyResult {
  return { kind: 'none', reason, detail };
}
