import type { Clock } from '../../clock.js';
import type { SurveyResult } from '../../operations/doctor/survey.js';
import { afterReading } from '../after-reading.js';
import type { NodeConnectionOptions } from '../connection-options.js';
import { Opening } from '../open-session.js';
import { askSurvey, noSurvey } from './ask-survey.js';

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
  const { name, connection, applicationName, timeoutMs, clock } = options;
  const opened = await new Opening({
    connection,
    applicationName,
    // A watching session would hide the server's own `default_transaction_read_only`.
    purpose: 'act',
    statementTimeoutMs: timeoutMs,
    connectTimeoutMs: timeoutMs,
    encryptionThatWorked: null,
  }).result;
  if (!opened.ok) return noSurvey(opened.failure);
  const { session } = opened;
  const timer = afterReading(timeoutMs, () => {
    session.destroy();
  });
  try {
    return await askSurvey(session, { name, clock, major: session.version.major });
  } finally {
    clearTimeout(timer);
    session.close();
  }
}
