import { isAcknowledged } from '../../incidents/acknowledge.js';
import { incidentSilence } from '../../incidents/silences/rules.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Message } from '../blocks/message.js';
import { pictureMessage } from '../blocks/answer.js';
import { pictureBlock } from '../blocks/chart.js';
import { isGroup, plain } from '../blocks/escape.js';
import { incidentMessage } from '../blocks/incident.js';
import { operationMessage } from '../blocks/operation.js';
import { peopleIn, peopleOf } from '../blocks/people.js';
import { contextBlock } from '../blocks/limits.js';
import { digestMessage, noticeMessage, threadMessage } from '../blocks/notices.js';
import { offersPromotion } from '../promotion.js';
import { contractFingerprint, offersContract } from '../contract.js';
import type { Picture } from './pictures.js';
import { idOf, type PostCall, type Subject, type UpdateCall } from './call.js';
import type { Facts } from './plan.js';

/** What marks a message as the outbox's own: opaque ids only, because anybody may read them. */
export interface MessageMetadata {
  readonly event_type: typeof eventType;
  readonly event_payload: Record<string, string>;
}

export const eventType = 'pgrepl_outbox';

/** What a message shows that is no fact of the outbox. */
export interface Besides {
  readonly picture: Picture | null;
  readonly pageUrl: (kind: string) => string | null;
  readonly isWatched: (cluster: string) => boolean;
}

/** The message that a call shows, made from the present state. */
export function messageOf(
  call: PostCall | UpdateCall,
  facts: Facts,
  now: EpochMs,
  besides: Besides,
): Message {
  const { picture } = besides;
  switch (call.kind) {
    case 'root':
    case 'update':
      return subjectMessage(call.subject, facts, now, besides);
    case 'thread':
      if (picture !== null) {
        const { chart, fileId } = picture;
        return pictureMessage(chart, [pictureBlock(chart, fileId)]);
      }
      return threadMessage(
        call.lines,
        call.subject?.kind === 'operation'
          ? peopleOf(call.subject.operation)
          : new Set(call.mentions.filter((id) => !isGroup(id))),
        isWaited(call.subject) ? call.mentions.filter(isGroup) : [],
      );
    case 'notice':
      return noticeMessage(call.text, peopleIn(call.people));
    case 'digest':
      return digestMessage(call.incidents, call.notices, call.after);
  }
}

/** True while an incident waits for somebody to take it: after that nobody is called any more. */
function isWaited(subject: Subject | null): boolean {
  if (subject?.kind !== 'incident') return false;
  return subject.incident.state === 'open' && !isAcknowledged(subject.incident);
}

function subjectMessage(
  subject: Subject,
  facts: Facts,
  now: EpochMs,
  { pageUrl, isWatched }: Besides,
): Message {
  if (subject.kind === 'operation') {
    const { operation } = subject;
    return operationMessage(operation, { ...facts.cardFacts(operation), now });
  }
  const { incident } = subject;
  const mergedInto = incident.mergedInto === null ? null : facts.incident(incident.mergedInto);
  const contract = offersContract(incident) ? contractFingerprint(incident) : null;
  const promotable = offersPromotion(incident) && facts.mayPromote(incident.cluster);
  const silence = incidentSilence(incident, facts.silences(incident.cluster), now);
  const watched = isWatched(incident.cluster);
  return incidentMessage({
    incident,
    watched,
    mergedInto,
    contract,
    promotable,
    silence,
    pageUrl,
  });
}

/** The message with a word on where it should have stood. */
export function meantFor(message: Message, channel: string): Message {
  const note = contextBlock(
    `Meant for ${plain(channel)}, where pgrepl can't post. Invite it there: \`/invite @pgrepl\`.`,
  );
  return { ...message, blocks: [note, ...message.blocks] };
}

/** The metadata by which a message can be found again. */
export function metadataOf(call: PostCall | UpdateCall): MessageMetadata {
  const kind = call.kind === 'update' ? 'root' : call.kind;
  const subject =
    call.kind === 'root' || call.kind === 'update'
      ? { [call.subject.kind]: idOf(call.subject) }
      : {};
  return { event_type: eventType, event_payload: { id: call.messageId, kind, ...subject } };
}
