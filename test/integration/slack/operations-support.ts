import type { LocalSlack } from '../../../lab/slack/server/local-slack.js';
import type { Message } from '../../../lab/slack/server/model/message.js';
import type { Operation } from '../../../src/operations/model.js';
import type {
  OperationClick,
  OperationReply,
  OperationRequest,
  OperationService,
} from '../../../src/operations/service.js';
import { aPlan, anOperation } from '../../../src/wording/testing/operations.js';
import { anItem, cardOf, MemoryOutbox } from '../../../src/slack/testing/outbox.js';
import { aDelivery, anApp, aSlack, type TestApp } from './support.js';

/** Answers as it was told to, and keeps what it was asked. */
export class ScriptedOperations implements OperationService {
  readonly requests: OperationRequest[] = [];
  readonly clicks: OperationClick[] = [];
  readonly known = new Map<string, Operation>();
  /** Asked for by members of the on-call group, approved by them and by U0REQUESTER. */
  principals: OperationService['principals'] = (_cluster, _kind, use) => [
    { kind: 'group', id: 'S0DBAONCALL' },
    ...(use === 'approve' ? [{ kind: 'user' as const, id: 'U0REQUESTER' }] : []),
  ];
  onRequest: (request: OperationRequest) => OperationReply | Promise<OperationReply> = () =>
    this.done('OP-3 is asked for.');
  onClick: (click: OperationClick) => OperationReply | Promise<OperationReply> = () =>
    this.done('Your approval counts.');

  done(words: string, operation = anOperation()): OperationReply {
    return { kind: 'done', words, operation };
  }

  async request(request: OperationRequest): Promise<OperationReply> {
    this.requests.push(request);
    return this.onRequest(request);
  }

  async click(click: OperationClick): Promise<OperationReply> {
    this.clicks.push(click);
    return this.onClick(click);
  }

  operation(id: string): Operation | null {
    return this.known.get(id) ?? null;
  }

  open(): readonly Operation[] {
    return [...this.known.values()];
  }

  waitsFor(): null {
    return null;
  }
}

/** A promotion that takes the cluster's name to be typed. */
export const forced = anOperation({
  forced: true,
  plan: aPlan({
    kind: 'promote',
    needs: { approvals: 1, requesterMayApprove: false, typedName: true },
  }),
});

export interface OperatingApp extends TestApp {
  readonly slack: LocalSlack;
  readonly operations: ScriptedOperations;
  readonly outbox: MemoryOutbox;
  /** Posts an operation's card in #orders, as the delivery does. */
  readonly card: (operation: Operation) => Promise<Readonly<Message>>;
}

/** pgrepl in Slack, started, with scripted operations behind it. */
export async function anOperatingApp(): Promise<OperatingApp> {
  const slack = await aSlack();
  const operations = new ScriptedOperations();
  const made = anApp(slack, {}, { operations });
  await made.app.start();
  const outbox = new MemoryOutbox();
  await aDelivery(slack, outbox);
  return Object.assign(made, {
    slack,
    operations,
    outbox,
    card: async (operation: Operation) => {
      operations.known.set(operation.id, operation);
      outbox.operations.set(operation.id, operation);
      outbox.add([anItem(operation.id, { payload: cardOf(operation.id), createdAt: Date.now() })]);
      return slack.waitForMessage(({ metadata }) =>
        JSON.stringify(metadata ?? {}).includes(operation.id),
      );
    },
  });
}

/** A reply that is given when the test says so. */
export function aHeldReply(): {
  readonly promise: Promise<OperationReply>;
  readonly resolve: (reply: OperationReply) => void;
} {
  let resolve: (reply: OperationReply) => void = () => undefined;
  const promise = new Promise<OperationReply>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
