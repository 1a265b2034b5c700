import { describe, expect, it } from 'vitest';
import { toTerminal } from '../sections.js';
import { parsePage } from './page.js';
import { pageList, pageSections } from './sections.js';

const markdown = `# slot-lost

A slot is **lost**.

Severity: warning, critical

## What it means

It is gone, see [slots](../setups/slots.md).

## What to do

1. Drop it:

\`\`\`sql
SELECT 1;
\`\`\`

- or not
`;

describe('the page of a finding', () => {
  const page = parsePage(markdown, null) ?? expect.fail('it can be read');

  it('is read with its parts, links as words', () => {
    expect(page).toEqual({
      kind: 'slot-lost',
      summary: 'A slot is lost.',
      severity: 'warning, critical',
      parts: [
        { title: 'What it means', lines: ['It is gone, see slots.'], code: [] },
        { title: 'What to do', lines: ['1. Drop it:', '• or not'], code: ['SELECT 1;'] },
      ],
      url: null,
    });
  });

  it('is shown as a whole, and listed by its sentence', () => {
    expect(toTerminal(pageSections(page))).toBe(
      'slot-lost · warning, critical\nA slot is lost.\n\nWhat it means\nIt is gone, see slots.\n\nWhat to do\nSELECT 1;\n1. Drop it:\n• or not',
    );
    expect(toTerminal(pageList(new Map([[page.kind, page]]), 'pgrepl'))).toContain(
      'slot-lost: A slot is lost.',
    );
  });

  it.each([
    ['https://example.com/findings', 'https://example.com/findings/slot-lost.md'],
    ['https://example.com/findings/', 'https://example.com/findings/slot-lost.md'],
    ['https://example.com/?page={finding}', 'https://example.com/?page=slot-lost'],
  ])('says where it is published: %s', (publishedAt, url) => {
    const published = parsePage(markdown, publishedAt) ?? expect.fail('it can be read');
    expect(published.url).toBe(url);
    expect(toTerminal(pageSections(published)).split('\n').at(-1)).toBe(`This page: ${url}`);
  });

  it.each([
    ['without a title', markdown.replace('# slot-lost', 'slot-lost')],
    ['without a severity', markdown.replace('Severity: ', 'How bad: ')],
    ['with more in front', markdown.replace('Severity:', 'And so on.\n\nSeverity:')],
  ])('is none %s', (_, text) => {
    expect(parsePage(text, null)).toBeUndefined();
  });
});
