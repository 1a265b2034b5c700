import type { Look, NodePosition } from '../../operations/node-actor.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Failure } from '../failure.js';
import { isTimeFor, type ActingContext } from './carry-out.js';
import { Conversation, StatementError } from './conversation.js';
import { positionRow, positionSql } from './position-sql.js';

/** A promotion between two parts of the statement: "recovery is not in progress". Ask again. */
const notInPrerequisiteState = '55000';

/** A server that lets one in and throws one out again is not asked for ever. */
const mostTries = 3;

const statements = new Map<number, string>();

/**
 * Asks one node where it stands: one round trip on the kept session. When that session has ended, a
 * new one is opened at once, since why *that* fails says more than that the old one broke.
 */
export async function look(context: ActingContext, withinMs: number): Promise<Look> {
  const { sessions, clock } = context;
  const deadline = clock.now() + withinMs;
  for (let tries = 1; ; tries++) {
    const taken = await sessions.take(deadline);
    if (!taken.ok) return unseen(taken.failure);
    const conversation = new Conversation(taken.session, deadline, sessions, clock);
    try {
      return await askPosition(conversation, clock.now());
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      const again = error.lost || error.failure.code === notInPrerequisiteState;
      if (!again || tries === mostTries || !isTimeFor(context, deadline)) {
        return unseen(error.failure);
      }
    } finally {
      sessions.give(taken.session);
    }
  }
}

async function askPosition(conversation: Conversation, at: EpochMs): Promise<Look> {
  const { major } = conversation;
  const text = statements.get(major) ?? positionSql(major);
  statements.set(major, text);
  const rows = await conversation.askFor(positionRow, { name: 'pgrepl_position', text });
  const [row] = rows;
  if (row === undefined) throw new Error('a statement without FROM a table returned no row');
  const { timelineHex, controlTimeline, receiver, streaming, ...same } = row.position;
  const received = receiver === null || receiver.timeline === 0 ? null : receiver.timeline;
  const position: NodePosition = {
    ...same,
    at,
    timeline:
      timelineHex === null ? (received ?? controlTimeline) : Number.parseInt(timelineHex, 16),
    receiverStatus: receiver?.status ?? null,
    receiverTimeline: received,
    streaming: streaming ?? [],
  };
  return { kind: 'position', position };
}

function unseen({ reason, detail, accepted }: Failure): Look {
  if (reason === 'refused') return { kind: 'refused', detail };
  return { kind: 'silent', reason, detail, ...(accepted === undefined ? {} : { accepted }) };
}
