import type { Interruption, Outcome, StepRecord } from '../../../src/operations/model.js';
import type { Place } from '../../e2e/support/place.js';

/** What the store has of an operation, asked past pgrepl. */
export interface OnRecord {
  readonly state: string;
  readonly outcome: Outcome | null;
  readonly found: Interruption['found'];
  readonly pastNoReturn: Interruption['pastNoReturn'] | null;
  /** Empty if it was not interrupted. */
  readonly goOn: string;
  readonly other: string;
  readonly steps: readonly Pick<StepRecord, 'position' | 'step' | 'state' | 'result'>[];
}

export async function onRecord({ sql }: Place, number: number): Promise<OnRecord> {
  const [row] = await sql<{
    state: string;
    outcome: Outcome | null;
    interruption: Interruption | null;
    steps: OnRecord['steps'] | null;
  }>(`SELECT state, outcome, interruption,
             (SELECT json_agg(json_build_object('position', s.position, 'step', s.step,
                                                'state', s.state, 'result', s.result)
                              ORDER BY s.position)
                FROM pgrepl.operation_steps s WHERE s.operation_id = o.id) AS steps
        FROM pgrepl.operations o WHERE number = ${String(number)}`);
  if (row === undefined) throw new Error(`there is no OP-${String(number)}`);
  const { state, outcome, interruption, steps } = row;
  return {
    state,
    outcome,
    found: interruption?.found ?? [],
    pastNoReturn: interruption?.pastNoReturn ?? null,
    goOn: interruption?.goOn ?? '',
    other: interruption?.other ?? '',
    steps: steps ?? [],
  };
}
