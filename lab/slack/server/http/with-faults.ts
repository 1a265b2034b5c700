import type { ServerResponse } from 'node:http';
import type { Call } from '../call-log.js';
import type { Core } from '../core.js';
import type { Fault, FaultedRequest } from '../faults.js';
import { tooMany } from '../web-api/dispatch.js';
import { answerJson, answerText } from './answer.js';

export interface FaultyExchange {
  readonly core: Core;
  readonly request: FaultedRequest;
  readonly call: Call;
  readonly response: ServerResponse;
  /** Acts on the request and returns how to answer it. */
  readonly act: () => () => void;
}

/** Acts on a request and answers it, unless a fault that was ordered comes between. */
export async function withFaults(exchange: FaultyExchange): Promise<void> {
  const { core, request, response, act } = exchange;
  const fault = core.faults.strike(request);
  if (fault === null) {
    act()();
    return;
  }
  switch (fault.kind) {
    case 'slow':
      await new Promise<void>((resolve) => core.clock.after(fault.delayMs, resolve));
      act()();
      return;
    case 'drop-after':
      act();
      response.destroy();
      return;
    default:
      refuse(exchange, fault);
  }
}

/** The faults that keep a request from being acted on. */
function refuse(
  { core, call, response }: FaultyExchange,
  fault: Exclude<Fault, { kind: 'slow' | 'drop-after' }>,
): void {
  switch (fault.kind) {
    case '429': {
      const { status, body, headers } = tooMany(core, call, fault.retryAfterSeconds ?? 1);
      answerJson(response, status, body, headers);
      return;
    }
    case '500':
      core.calls.end(call, 500, 'internal_error');
      answerText(response, 500, 'Internal Server Error');
      return;
    case 'error':
      core.calls.end(call, 200, fault.error);
      answerJson(response, 200, { ok: false, error: fault.error });
      return;
    case 'drop-before':
      response.destroy();
      return;
    case 'hang':
      return;
  }
}
