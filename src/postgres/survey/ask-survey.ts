import type { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { SurveyResult } from '../../operations/doctor/survey.js';
import type { Failure } from '../failure.js';
import type { Session } from '../session.js';
import { readSurvey } from './read-survey.js';
import { surveyRightsRow, surveyRow } from './survey-row.js';
import { surveyRightsSql, surveySql } from './survey-sql.js';

/** `character_not_in_repertoire`: what is read is not valid in the database's encoding. */
const badEncoding = '22021';

/**
 * Asks an open session for the survey of its server. A `recovery.conf` that is not valid in the encoding
 * of the database fails the statement that reads it: it is asked for all else then.
 */
export async function askSurvey(
  session: Pick<Session, 'run'>,
  { name, major, clock }: { readonly name: string; readonly major: number; readonly clock: Clock },
): Promise<SurveyResult> {
  const begun = await session.run({ text: begin });
  if (!begun.ok) return noSurvey(begun.failure);
  const mine = await askFor(session, surveyRightsRow, surveyRightsSql(major));
  if (!mine.ok) return noSurvey(mine.failure);
  const { rights } = mine.row;
  let askedAt = clock.now();
  let answer = await askFor(session, surveyRow, surveySql(major, rights));
  const isUnreadable = !answer.ok && rights.recoveryConf && answer.failure.code === badEncoding;
  if (isUnreadable) {
    await session.run({ text: 'ROLLBACK' });
    const again = await session.run({ text: begin });
    if (!again.ok) return noSurvey(again.failure);
    askedAt = clock.now();
    const rest = surveySql(major, { ...rights, recoveryConf: false });
    answer = await askFor(session, surveyRow, rest);
  }
  if (!answer.ok) return noSurvey(answer.failure);
  const trip = { askedAt, at: clock.now() };
  const survey = readSurvey(name, answer.row.survey, trip);
  return { kind: 'survey', survey: { ...survey, recoveryConfUnreadable: isUnreadable } };
}

const begin = 'BEGIN TRANSACTION READ ONLY';

async function askFor<T>(
  session: Pick<Session, 'run'>,
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

/** Says why there is none. */
export function noSurvey({ reason, detail }: Failure): SurveyResult {
  return { kind: 'none', reason, detail };
}
