import type { types } from '@slack/bolt';
import { fit, nobody, sentence, type Mentionable } from './escape.js';
import { limits } from './limits.js';

/** What Slack is given to show. */
export interface Message {
  /** A whole sentence: notifications and screen readers have nothing else. */
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** The top-level text from plain text: escaped, on one line, within its limit. */
export function fallbackText(text: string, people: Mentionable = nobody): string {
  return fit(text, limits.fallbackText, (part) => sentence(part, people));
}
