import { safeName } from '../wording/safe-text.js';
import type { OperationKind, OperationRules, Principal } from './model.js';
import type { ApprovalNeeds } from './plan-model.js';
import type { Actor, OperationDeed } from './service.js';

/**
 * Why somebody may not:
 *
 * - `shared-channel`: other companies read along, or Slack does not say that they don't;
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

/** What is asked, by whom and where. */
export interface AuthorityQuestion {
  /** `request`: to ask for one; any other deed is a click on one that was asked for. */
  readonly deed: 'request' | OperationDeed;
  readonly cluster: string;
  readonly kind: OperationKind;
  readonly rules: Pick<OperationRules, 'authority'>;
  readonly actor: Actor;
  /** True unless the channel is known to be the workspace's alone. */
  readonly shared: boolean;
  /** What the click is about; null for a request. */
  readonly operation: {
    readonly requestedBy: string;
    readonly plan: { readonly needs: ApprovalNeeds };
  } | null;
}

/**
 * Whether somebody may do this. To ask takes the list of those who ask, to approve that of those who
 * approve; to reject, to have it checked again and to say how an interrupted one goes on, either.
 */
export function mayAct(question: AuthorityQuestion): Authority {
  switch (question.deed) {
    case 'request':
      return decide(question, ['request']);
    case 'approve':
      return mayApprove(question);
    case 'reject':
    case 'check-again':
    case 'go-on':
    case 'other-way':
    case 'close':
      return decide(question, ['request', 'approve']);
  }
}

function mayApprove(question: AuthorityQuestion): Authority {
  const { operation, actor } = question;
  const listed = decide(question, ['approve']);
  if (listed.kind === 'denied' || operation === null) return listed;
  if (!isSamePerson(actor, operation.requestedBy)) return listed;
  const { needs } = operation.plan;
  if (needs.requesterMayApprove && !needs.typedName) return listed;
  return denied(
    'own-request',
    needs.typedName
      ? 'You asked for this, and what may lose data takes a second person: somebody else has to approve it.'
      : 'You asked for this: somebody else has to approve it.',
  );
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
  { cluster, kind, rules, actor, shared }: AuthorityQuestion,
  uses: readonly ('request' | 'approve')[],
): Authority {
  if (shared) {
    return denied(
      'shared-channel',
      'Operations are not asked for or decided in a channel that is shared with other companies, or of which Slack does not tell pgrepl that it is not: a direct message, a private channel without pgrepl. Use a channel that belongs to this workspace alone, and invite pgrepl there.',
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
  if (actor.groups?.some((group) => groups.includes(group)) === true) return allowed;
  const unsure = actor.groups === null ? groups : (actor.unsure ?? []);
  if (groups.some((group) => unsure.includes(group))) {
    return denied(
      'groups-unknown',
      `Slack could not say whether you are in one of the user groups of ${where}, so the answer is no for now. Try again.`,
    );
  }
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
