import { isFatal, type Failure } from '../api/outcome.js';
import type { Call } from './call.js';

/** What to do after a call failed. */
export type Decision =
  /** Again after a back-off of ours. `mayHaveArrived`: it must be looked for first. */
  | { readonly kind: 'again'; readonly mayHaveArrived: boolean }
  /** Again when Slack said. */
  | { readonly kind: 'wait'; readonly ms: number; readonly scope: 'channel' | 'updates' }
  /** Slack does not take the blocks: the same as plain text. */
  | { readonly kind: 'plain-text' }
  /** The message to edit or to answer is gone: a new one takes its place. */
  | { readonly kind: 'new-root' }
  /** This channel does not take messages. */
  | { readonly kind: 'elsewhere' }
  /** The token is refused: nothing goes anywhere until somebody changes it. */
  | { readonly kind: 'token'; readonly dead: boolean };

/** Slack's words for a message that it will not take as it is. */
const contentErrors = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_attachments',
  'no_text',
  'metadata_too_large',
  'invalid_metadata_format',
  'invalid_metadata_schema',
]);

/** Slack's words for a message that is not there any more, or may not be edited any more. */
const goneErrors = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
  'cannot_reply_to_message',
  'invalid_thread_ts',
]);

/** Decides from the kind of failure alone. */
export function afterFailure(failure: Failure, call: Call): Decision {
  const edits = call.kind === 'update';
  switch (failure.kind) {
    case 'rate-limited':
      return { kind: 'wait', ms: failure.retryAfterMs, scope: edits ? 'updates' : 'channel' };
    case 'not-sent':
      return { kind: 'again', mayHaveArrived: false };
    case 'uncertain':
      return { kind: 'again', mayHaveArrived: !edits };
    case 'refused':
      // Slack says `no_permission` of a single channel, too.
      if (isFatal(failure) && failure.error !== 'no_permission') {
        return { kind: 'token', dead: failure.error !== 'missing_scope' };
      }
      if (contentErrors.has(failure.error)) return { kind: 'plain-text' };
      if (goneErrors.has(failure.error) && (edits || call.kind === 'thread')) {
        return { kind: 'new-root' };
      }
      return { kind: 'elsewhere' };
  }
}
