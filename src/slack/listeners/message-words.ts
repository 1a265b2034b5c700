import { z } from 'zod';
import { plainWords, withoutMention } from '../plain-words.js';

/** What of a message has words in it. */
export const wordedMessage = z.object({
  text: z.string().nullish(),
  attachments: z
    .array(z.object({ fallback: z.string().nullish(), text: z.string().nullish() }))
    .optional(),
  files: z.array(z.object({ name: z.string().nullish() })).optional(),
});

/**
 * The words of a message as a timeline holds them. Apps often write into attachments only; a message
 * may be nothing but files. A link's preview is an attachment, too, but says nothing of its author's.
 *
 * @param ownUser pgrepl's user, whose mention only called it
 */
export function messageWords(
  { text, attachments = [], files = [] }: z.output<typeof wordedMessage>,
  ownUser: string | undefined,
): string {
  const words = [text, ...attachments.map((each) => each.text ?? each.fallback)]
    .map((each) => plainWords(withoutMention(each ?? '', ownUser ?? '')))
    .filter((each) => each !== '');
  const names = files.map(({ name }) => name ?? 'a file');
  const attached = names.length === 0 ? [] : [`(with ${names.join(', ')})`];
  const all = [...words.slice(0, 1), ...attached].join(' ');
  return all === '' ? '(a message without words)' : all;
}
