import type { types } from '@slack/bolt';
import { limits } from '../blocks/limits.js';

/** Every text of the blocks, however deep it stands. */
export function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsOf(inner),
  );
}

/** What Slack would refuse about these blocks; empty if nothing. */
export function brokenRules(blocks: readonly types.KnownBlock[], max = 50): string[] {
  const broken: string[] = [];
  if (blocks.length > max) broken.push(`${blocks.length} blocks`);
  for (const block of blocks) {
    const texts = textsOf(block);
    if (texts.some((text) => text === '')) broken.push(`an empty text in ${block.type}`);
    if (texts.some((text) => text.length > limits.sectionText))
      broken.push(`too long: ${block.type}`);
    if (block.type === 'section' && texts.length !== 1) broken.push('a section without its text');
    if (block.type === 'context' && block.elements.length > 10) broken.push('a full context');
    if (block.type === 'actions' && block.elements.length === 0) broken.push('no buttons');
  }
  const all = textsOf(blocks).join('').length;
  if (all > 9_600) broken.push(`${all} characters in all`);
  return broken;
}
