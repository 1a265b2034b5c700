import { describe, expect, it } from 'vitest';
import { anIncident, aSnapshot } from '../../wording/testing/incidents.js';
import type { FindingPage } from '../../wording/finding-pages/page.js';
import { toTerminal } from '../../wording/sections.js';
import { testNow } from '../../replication/testing/observations.js';
import { explanation } from './explain-answers.js';

const page = (kind: string): FindingPage => ({
  kind,
  summary: `What ${kind} is.`,
  severity: 'warning',
  parts: [{ title: 'What to do', lines: ['Mend it.'], code: [] }],
  url: null,
});

function said(rest: string): string {
  const asked = explanation(rest, {
    fleet: { clusters: [aSnapshot({ incidents: [anIncident()] })], self: [] },
    silences: [],
    pages: new Map(
      ['slot-lost', 'slot-inactive', 'commits-hang'].map((kind) => [kind, page(kind)]),
    ),
    now: testNow,
    command: '/pgrepl',
  });
  return asked.kind === 'answer' ? toTerminal(asked.answer.sections) : asked.kind;
}

describe('explain', () => {
  it('shows a page, whatever the case', () => {
    expect(said('Slot-Lost')).toBe(
      'slot-lost · warning\nWhat slot-lost is.\n\nWhat to do\nMend it.',
    );
  });

  it('lists the pages to whom names none', () => {
    expect(said('')).toContain('commits-hang: What commits-hang is.');
  });

  it('helps over a slip of the pen', () => {
    expect(said('slot-lots')).toBe(
      'There is no finding named slot-lots.\nThe most alike: `/pgrepl explain slot-lost`, `/pgrepl explain slot-inactive`, `/pgrepl explain commits-hang`.\n`/pgrepl explain` lists them all.',
    );
  });

  it('shows the page of what heads an open incident', () => {
    expect(said('INC-7')).toMatch(/^commits-hang · warning/);
    expect(said('inc-8')).toMatch(/^INC-8 is not open\./);
  });
});
