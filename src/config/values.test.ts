import { describe, expect, it } from 'vitest';
import { pagesUrl } from './values.js';

describe('where the pages of the findings are published', () => {
  it.each([
    'https://example.com/pgrepl/findings',
    'http://wiki.example:8080/',
    'https://example.com/?page={finding}#top',
    'https://example.com/{finding}.html',
  ])('may be %s', (text) => {
    expect(pagesUrl.safeParse(text).data).toBe(text);
  });

  it.each([
    'example.com/findings',
    'ftp://example.com/findings',
    'https://user:password@example.com/findings',
    'https://example.com/?page=',
    'https://example.com/findings|here',
    'https://example.com/a b',
    `https://example.com/${'x'.repeat(500)}`,
    '{finding}',
  ])('may not be %s', (text) => {
    expect(pagesUrl.safeParse(text).success).toBe(false);
  });
});
