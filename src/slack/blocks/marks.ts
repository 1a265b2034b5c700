import type { Mark } from '../../wording/sections.js';

const emoji: Readonly<Record<Mark, string>> = {
  critical: ':red_circle:',
  warning: ':large_yellow_circle:',
  ok: ':large_green_circle:',
  unknown: ':white_circle:',
};

/** The emoji for a mark, with a blank behind it; nothing for none. */
export function markEmoji(mark: Mark | null): string {
  return mark === null ? '' : `${emoji[mark]} `;
}
