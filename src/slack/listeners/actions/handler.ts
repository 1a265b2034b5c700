import type { ListenerContext } from '../context.js';
import type { Reply } from '../reply.js';
import type { Click } from './click.js';

export interface ClickHandler {
  /** `act` has the person looked up afresh. */
  readonly use: 'read' | 'act';
  readonly run: (
    click: Click,
    actor: string,
    context: ListenerContext,
    reply: Reply,
  ) => Promise<void>;
}
