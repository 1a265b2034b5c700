import { expect, it } from 'vitest';
import type { Failure } from '../failure.js';
import type { RunResult, Statement } from '../session.js';
import { askSurvey } from './ask-survey.js';
import { aSurveyAnswer } from './testing/answers.js';

const rights = { superuser: true, hbaRules: false, fileStatus: true, recoveryConf: true };
const clock = { now: () => 1000 };

/** A server that fails with this code each statement that reads `recovery.conf`. */
function serverFailing(code: string): {
  readonly asked: string[];
  readonly run: (statement: Statement) => Promise<RunResult>;
} {
  const asked: string[] = [];
  const failure: Failure = { reason: 'protocol', detail: 'invalid byte sequence', code };
  const run = ({ text }: Statement): Promise<RunResult> => {
    asked.push(text);
    if (text.includes("pg_read_file('recovery.conf'")) {
      return Promise.resolve({ ok: false, failure, ended: false });
    }
    const row = text.includes('as rights')
      ? { rights }
      : { survey: aSurveyAnswer({ recoveryConf: null }) };
    return Promise.resolve({ ok: true, rows: [row] });
  };
  return { asked, run };
}

it('asks for all else where recovery.conf is not valid in the encoding of the database', async () => {
  const server = serverFailing('22021');
  expect(await askSurvey(server, { name: 's1', major: 9, clock })).toMatchObject({
    kind: 'survey',
    survey: { node: 's1', seesRecoverySettings: false, recoveryConfUnreadable: true },
  });
  expect(server.asked.slice(3, 5)).toEqual(['ROLLBACK', 'BEGIN TRANSACTION READ ONLY']);
});

it('asks once where it is something else that fails', async () => {
  const server = serverFailing('57014');
  expect(await askSurvey(server, { name: 's1', major: 9, clock })).toMatchObject({ kind: 'none' });
  expect(server.asked).toHaveLength(3);
});
