import { describe, expect, it } from 'vitest';
import { messageWords } from './message-words.js';

describe('the words of a message', () => {
  it.each([
    [{ text: '<@U0BOT> the disk' }, 'the disk'],
    [
      { text: 'see <https://x.example>', attachments: [{ text: 'a preview' }] },
      'see https://x.example',
    ],
    [{ text: '', attachments: [{ fallback: 'FIRING: x' }] }, 'FIRING: x'],
    [{ text: null, files: [{ name: 'a.png' }, {}] }, '(with a.png, a file)'],
    [{ text: 'look', files: [{ name: 'a.png' }] }, 'look (with a.png)'],
    [{}, '(a message without words)'],
  ])('%j', (message, words) => {
    expect(messageWords(message, 'U0BOT')).toBe(words);
  });
});
