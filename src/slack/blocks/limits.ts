import type { types } from '@slack/bolt';

/** Slack's limits, in characters after escaping and in pieces. */
export const limits = {
  sectionText: 3_000,
  blocksInMessage: 50,
  blocksInHome: 100,
  headerText: 150,
  confirmTitle: 100,
  confirmText: 300,
  buttonValue: 2_000,
  /**
   * All text of a message together. Slack documents no such limit, but refuses
   * (`msg_blocks_too_long`) somewhere above 9,600 characters.
   */
  messageText: 9_000,
  /** The top-level text, which notifications show: Slack recommends at most 4,000. */
  fallbackText: 1_000,
} as const;

/** Lines packed into as few texts as hold at most `max` characters each; no line is divided. */
export function pack(lines: readonly string[], max: number): string[] {
  const packed: string[] = [];
  let current = '';
  for (const each of lines) {
    const joined = current === '' ? each : `${current}\n${each}`;
    if (joined.length <= max) {
      current = joined;
    } else {
      if (current !== '') packed.push(current);
      current = each;
    }
  }
  if (current !== '') packed.push(current);
  return packed;
}

/** The first lines that hold at most `max` characters together, with the line breaks between. */
export function takeLines(lines: readonly string[], max: number): string[] {
  const taken: string[] = [];
  let length = 0;
  for (const each of lines) {
    length += each.length + 1;
    if (length > max) break;
    taken.push(each);
  }
  return taken;
}

/** The body cut so that it and the footer stay within `max` blocks; what was cut is said. */
export function withinBlocks(
  body: readonly types.KnownBlock[],
  footer: readonly types.KnownBlock[],
  max: number,
): types.KnownBlock[] {
  const room = max - footer.length;
  if (body.length <= room) return [...body, ...footer];
  const left = body.length - (room - 1);
  return [
    ...body.slice(0, room - 1),
    contextBlock(`${left} more parts do not fit here.`),
    ...footer,
  ];
}

export function sectionBlock(text: string): types.SectionBlock {
  return { type: 'section', text: mrkdwn(text) };
}

export function contextBlock(text: string): types.ContextBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

/** Text with Slack's formatting; nothing in it becomes a link or a mention by itself. */
export function mrkdwn(text: string): types.MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}
