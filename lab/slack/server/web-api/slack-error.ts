import type { Json } from '../json.js';

/** A refusal, by Slack's name for it. */
export class SlackError extends Error {
  readonly code: string;
  /** What stands in the answer besides `ok` and `error`. */
  readonly details: Json;

  constructor(code: string, details: Json = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** Arguments that are missing or of the wrong form, in Slack's words. */
export function invalidArguments(...messages: readonly string[]): SlackError {
  return new SlackError('invalid_arguments', {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}
