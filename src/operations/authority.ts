import { safeName } from '../wording/safe-text.js';
import type { OperationKind, OperationRules, Principal } from './model.js';
import type { ApprovalNeeds } from './plan-model.js';
import type { Actor } from './service.js';

/**
 * Why somebody may not:
 *
 * - `shared-channel`: other companies read along, or may;
 * - `nobody-listed`: the configuration allows nobody;
 * - `not-listed`: neither they nor one of their user groups stands in the list;
 * - `groups-unknown`: they are not listed by name, and whether one of their groups is could not be
 *   found out;
 * - `own-request`: whoever asked can't approve it.
 */
export type AuthorityDenial =
  'shared-channel' | 'nobody-listed' | 'not-listed' | 'groups-unknown' | 'own-request';

export type Authority =
  | { readonly kind: 'allowed' }
  /** `words`: for the one who tried, one or two whole sentences. */
  | { readonly kind: 'denied'; readonly reason: AuthorityDenial; readonly words: string };

/** Where and of what something is asked, and by whom. */
export interface AuthorityQuestion {
  readonly cluster: string;
  readonly kind: OperationKind;
  readonly rules: Pick<OperationRules, 'authority'>;
  readonly actor: Actor;
  /** True unless the channel is known to be the workspace's alone. */
  readonly sharedChannel: boolean;
}

/** Whether they may ask for an operation. */
export function mayRequest(question: AuthorityQuestion): Authority {
  return decide(question, ['request']);
}

/** Whether their approval counts. */
export function mayApprove(
  question: AuthorityQuestion,
  of: { readonly requestedBy: string; readonly needs: ApprovalNeeds },
): Authority {
  const listed = decide(question, ['approve']);
  if (listed.kind === 'denied' || !isSamePerson(question.actor, of.requestedBy)) return listed;
  if (of.needs.requesterMayApprove && !of.needs.typedName) return listed;
  return denied(
    'own-request',
    of.needs.typedName
      ? 'You asked for this, and what may lose data takes a second person: somebody else has to approve it.'
      : 'You asked for this: somebody else has to approve it.',
  );
}

/**
 * Whether they may reject a request, have it checked again, or say how an interrupted operation goes
 * on: whoever may ask for one or approve one.
 */
export function maySteer(question: AuthorityQuestion): Authority {
  return decide(question, ['request', 'approve']);
}

/** Who is in the lists for this use: their groups have to be known to decide. */
export function principalsFor(
  rules: Pick<OperationRules, 'authority'>,
  kind: OperationKind,
  uses: readonly ('request' | 'approve')[],
): readonly Principal[] {
  return uses.flatMap((use) => rules.authority[kind][use]);
}

function decide(
  { cluster, kind, rules, actor, sharedChannel }: AuthorityQuestion,
  uses: readonly ('request' | 'approve')[],
): Authority {
  if (sharedChannel) {
    return denied(
      'shared-channel',
      'Operations are not asked for or decided in a channel that is shared with other companies. Use one that belongs to this workspace alone.',
    );
  }
  const listed = principalsFor(rules, kind, uses);
  const keys = uses.map((use) => `\`operations.${kind}.${use}\``).join(' or ');
  const where = `${keys} of ${safeName(cluster)}`;
  if (listed.length === 0) {
    return denied(
      'nobody-listed',
      `Nobody may do this: no one is named in ${where} in pgrepl's configuration.`,
    );
  }
  const groups = listed.filter((each) => each.kind === 'group').map(({ id }) => id);
  if (listed.some((each) => each.kind === 'user' && each.id === actor.userId)) return allowed;
  if (groups.length > 0 && actor.groups === null) {
    return denied(
      'groups-unknown',
      `Slack could not say whether you are in one of the user groups of ${where}, so the answer is no for now. Try again.`,
    );
  }
  if (actor.groups?.some((group) => groups.includes(group)) === true) return allowed;
  return denied('not-listed', `You are not named in ${where} in pgrepl's configuration.`);
}

const allowed: Authority = { kind: 'allowed' };

function denied(reason: AuthorityDenial, words: string): Authority {
  return { kind: 'denied', reason, words };
}

/** User ids are unique beyond the workspace that vouches for the person. */
function isSamePerson(actor: Actor, requestedBy: string): boolean {
  return actor.id === requestedBy || requestedBy.endsWith(`/${actor.userId}`);
}
