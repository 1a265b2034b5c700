import type { OperationReply } from '../../../operations/service.js';
import { safeName } from '../../../wording/safe-text.js';
import { callbackIds, inputIds } from '../../blocks/operation-modals.js';
import { pickedIncident } from '../../blocks/note-modal.js';
import type { ListenerContext } from '../context.js';
import { decide } from '../operations/decide.js';
import { offerGone } from '../offers.js';
import { readApproveMetadata } from '../operations/metadata.js';
import { requestOperation } from '../operations/request-operation.js';
import { silenceCallback } from '../../blocks/silence-modal.js';
import { submitSilence } from './silence.js';
import type { Submission, Submitted } from './submission.js';

type SubmissionHandler = (
  submission: Submission,
  actor: string,
  context: ListenerContext,
) => Promise<Submitted>;

/** What each window does once it is submitted, by an authorised person. */
export const submissionHandlers: Readonly<Record<string, SubmissionHandler>> = {
  [callbackIds.approve]: approve,
  [callbackIds.force]: force,
  [callbackIds.note]: note,
  [silenceCallback]: submitSilence,
};

async function approve(
  { metadata, typed, person }: Submission,
  actor: string,
  context: ListenerContext,
): Promise<Submitted> {
  const seen = readApproveMetadata(metadata);
  const operation = seen === null ? null : context.handlers.operations.operation(seen.operationId);
  if (seen === null || operation === null) {
    return told('pgrepl no longer keeps this operation in memory, so nothing was approved.');
  }
  const { typedName, wrong } = nameTyped(typed, operation.cluster);
  if (wrong !== null) return wrong;
  const { planVersion, channelId } = seen;
  const reply = await decide(
    operation,
    { deed: 'approve', planVersion, typedName },
    { actor, userId: person.userId, channelId },
    context,
  );
  return submitted(reply);
}

async function force(
  { metadata, typed, person }: Submission,
  actor: string,
  context: ListenerContext,
): Promise<Submitted> {
  const { offers, clock } = context;
  const offered = offers.find(metadata, person.userId, clock.now());
  if (offered === null) return told(offerGone);
  const { kind, cluster, target, channel } = offered;
  const { typedName, wrong } = nameTyped(typed, cluster);
  if (wrong !== null) return wrong;
  const reason = (typed.get(inputIds.reason) ?? '').trim();
  if (reason === '') return errors(inputIds.reason, 'Say why it has to be forced.');
  offers.take(metadata);
  const reply = await requestOperation(
    { kind, cluster, target, reason, forced: true, typedName },
    { actor, userId: person.userId, channelId: channel.id === '' ? null : channel.id },
    context,
  );
  return submitted(reply);
}

async function note(
  { metadata, typed, person }: Submission,
  actor: string,
  { drafts, handlers, clock }: ListenerContext,
): Promise<Submitted> {
  const draft = drafts.find(metadata, person.userId, clock.now());
  if (draft === null) {
    return told('pgrepl no longer has this message at hand. Please use the shortcut once more.');
  }
  drafts.take(metadata);
  const { channel, ts, author, bot, text } = draft;
  const team = person.teamId ?? '?';
  const reply = await handlers.desk.note({
    incident: { id: typed.get(pickedIncident) ?? '' },
    actor,
    text,
    message: { channel, ts, author: `slack:${team}/${author ?? bot ?? '?'}` },
    at: Math.floor(Number(ts) * 1_000),
  });
  return reply.kind === 'done'
    ? { kind: 'told', title: 'Added', words: reply.words }
    : told(reply.words);
}

/** The name has to be the cluster's to the letter: that is what shows that it is meant. */
function nameTyped(
  typed: Submission['typed'],
  cluster: string,
): { readonly typedName: string; readonly wrong: Submitted | null } {
  const typedName = (typed.get(inputIds.name) ?? '').trim();
  const wrong =
    typedName === cluster
      ? null
      : errors(inputIds.name, `This is not the cluster's name, which is ${safeName(cluster)}.`);
  return { typedName, wrong };
}

function submitted(reply: OperationReply): Submitted {
  switch (reply.kind) {
    case 'done':
      return { kind: 'told', title: 'Done', words: reply.words };
    case 'type-name':
      return errors(inputIds.name, reply.words);
    case 'may-force':
      return told([reply.words, ...reply.blocks].join(' '));
    case 'denied':
    case 'refused':
      return told(reply.words);
  }
}

function errors(block: string, words: string): Submitted {
  return { kind: 'errors', errors: { [block]: words } };
}

function told(words: string): Submitted {
  return { kind: 'told', title: 'Not done', words };
}
