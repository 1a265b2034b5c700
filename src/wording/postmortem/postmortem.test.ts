import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../incidents/model.js';
import { aChart, anHour } from '../testing/charts.js';
import { aFinding, anIncident } from '../testing/incidents.js';
import { anOperation } from '../testing/operations.js';
import { postmortemDraft } from './draft.js';
import type { PostmortemFacts } from './facts.js';
import { markdownSentence, markdownText } from './markdown.js';
import { stretchOf } from './spans.js';

const t0 = Date.UTC(2026, 2, 1, 2, 20, 0);
const hang = 'orders/commits-hang/';

let lines = 0;
function entry(at: number, changes: Partial<TimelineEntry>): TimelineEntry {
  lines += 1;
  return {
    id: String(lines),
    incidentId: 'i',
    at: t0 + at,
    kind: 'note',
    text: '',
    findingKey: null,
    source: 'pgrepl',
    message: null,
    ...changes,
  };
}

const incident = anIncident({
  state: 'resolved',
  openedAt: t0,
  resolvedAt: t0 + 600_000,
  acknowledgedBy: 'slack:T1/U0DBA',
  acknowledgedAt: t0 + 360_000,
  findings: [aFinding()],
});

const entries = [
  entry(0, { kind: 'opened', findingKey: hang, text: 'Commits hang: s1 is gone.' }),
  entry(41_000, { kind: 'finding-cleared', findingKey: hang, text: 'Over after 41 s.' }),
  entry(100_000, { kind: 'finding-added', findingKey: hang, text: 'Commits hang.' }),
  entry(360_000, { kind: 'acknowledged', source: 'slack:T1/U0DBA', text: 'takes it.' }),
  entry(400_000, {
    source: 'slack:T1/U0SRE',
    text: '# Look | at <b>this</b> [link](http://evil.example) @everyone `rm`',
  }),
  entry(600_000, { kind: 'resolved', text: 'Resolved after 10 min.' }),
];

function draft(changes: Partial<PostmortemFacts> = {}): string {
  return postmortemDraft({
    incident,
    entries,
    operations: [],
    chart: aChart(anHour(), { measures: ['time', 'bytes'] }),
    picture: 'INC-7-lag.png',
    people: new Map([['U0DBA', 'DBA on call']]),
    now: t0 + 3_600_000,
    ...changes,
  });
}

describe('a draft of a post-mortem', () => {
  it('says what, since when, how long, and whose', () => {
    const text = draft();
    expect(text).toMatch(/^# Post-mortem of INC-7: orders, 2026-03-01\n/);
    expect(text).toContain('Draft made by pgrepl on 2026-03-01 03:20:00 UTC');
    expect(text).toContain('| resolved | 2026-03-01 02:30:00 UTC, after 10 min |');
    expect(text).toContain('| owner | DBA on call, since 2026-03-01 02:26:00 UTC |');
    for (const part of [
      'Summary',
      'Impact',
      'Timeline',
      'Lag',
      'What was done',
      'Open questions',
    ]) {
      expect(text).toContain(`## ${part}`);
    }
  });

  it('measures the impact: hangs, asynchronous time, lag, write downtime', () => {
    const text = draft({
      operations: [
        anOperation({
          requestedAt: t0,
          outcome: {
            kind: 'completed',
            words: 'Done.',
            warnings: [],
            downtimeMs: 412.4,
            totalMs: 900,
            rejoin: null,
            leftToDo: [],
          },
        }),
      ],
    });
    expect(text).toContain(
      '**Commits hung** for 9 min 1 s in all, between 02:20:00 UTC and 02:30:00 UTC.',
    );
    expect(text).toContain('Commits were never asynchronous where the contract says synchronous');
    expect(text).toContain('Lag: s1 was 20 s and 20 MB behind at worst, at 2026-03-01 02:30 UTC.');
    expect(text).toMatch(/Write downtime of OP-\d+ \(\w+\): 412 ms\./);
  });

  it('lets nothing that people wrote become Markdown', () => {
    const text = draft();
    expect(text).toContain(
      '\\# Look \\| at \\<b\\>this\\</b\\> \\[link\\](http&#58;//evil.example) &#64;everyone \\`rm\\`',
    );
    expect(text).not.toContain('<b>');
  });

  it('says what was done by whom, and asks what the record leaves open', () => {
    const text = draft();
    expect(text).toContain('- 02:26:00 UTC, DBA on call: takes it.');
    expect(text).toContain('- 02:26:40 UTC, U0SRE: ');
    expect(text).toContain('It took 6 min until somebody acknowledged it');
    // Who has it now took it over: the first was there at once, though called for later.
    const taken = [
      entry(60_000, { kind: 'acknowledged', source: 'slack:T1/U0SRE', text: 'Acknowledged.' }),
      entry(360_000, { kind: 'taken-over', source: 'slack:T1/U0DBA', text: 'Taken over.' }),
      entry(400_000, { kind: 'escalated', text: 'Called.' }),
    ];
    const known = draft({ entries: taken });
    expect(known).not.toContain('until somebody acknowledged it');
    expect(known).toContain('People had to be called once more');
    const blind = entry(1, { kind: 'blind', text: 'pgrepl did not watch for 3 min.' });
    expect(draft({ entries: [blind] })).toContain(
      'did not watch for 3 min. What happened meanwhile?',
    );
  });

  it('says of what was there when pgrepl began to watch again that it may be older', () => {
    const words = 'It may have begun earlier, while pgrepl did not watch';
    const blind = (at: number): string =>
      draft({ entries: [entry(at, { kind: 'blind', text: 'pgrepl did not watch.' }), ...entries] });
    expect(blind(0)).toContain(words);
    expect(blind(1)).not.toContain(words);
    expect(draft()).not.toContain(words);
  });

  it('has its picture where there is one, and says what it shows in any case', () => {
    expect(draft()).toContain('](INC-7-lag.png)');
    expect(draft({ picture: null })).not.toContain('.png');
    expect(draft({ chart: aChart([]), picture: null })).toContain('nothing is known of that time');
  });
});

describe('stretchOf', () => {
  it('counts what overlaps once, and goes on while it lasts', () => {
    const open = { ...incident, state: 'open' as const, resolvedAt: null };
    const two = [
      entry(0, { kind: 'opened', findingKey: 'o/no-primary/' }),
      entry(10_000, { kind: 'finding-added', findingKey: 'o/primary-unreachable/a' }),
      entry(20_000, { kind: 'finding-cleared', findingKey: 'o/no-primary/' }),
    ];
    const kinds = ['no-primary', 'primary-unreachable'];
    expect(stretchOf(kinds, open, two, t0 + 60_000)).toEqual({
      totalMs: 60_000,
      from: t0,
      to: null,
    });
    expect(stretchOf(['commits-hang'], open, two, t0)).toBeNull();
  });

  it('goes on over what the incident takes in, from when that began', () => {
    const survivor = [
      entry(0, { kind: 'opened', findingKey: 'orders/standby-disconnected/s1' }),
      entry(200_000, { kind: 'merged' }),
      entry(100_000, { kind: 'finding-added', findingKey: hang }),
      entry(300_000, { kind: 'merged' }),
      entry(600_000, { kind: 'resolved' }),
    ];
    expect(stretchOf(['commits-hang'], incident, survivor, t0 + 900_000)).toEqual({
      totalMs: 500_000,
      from: t0 + 100_000,
      to: t0 + 600_000,
    });
  });

  it('ends with an incident that another one takes in', () => {
    const taken = { ...incident, mergedInto: 'another', resolvedAt: t0 + 300_000 };
    const its = [
      entry(0, { kind: 'opened', findingKey: hang }),
      entry(100_000, { kind: 'merged' }),
      entry(300_000, { kind: 'merged' }),
    ];
    expect(stretchOf(['commits-hang'], taken, its, t0 + 900_000)).toEqual({
      totalMs: 300_000,
      from: t0,
      to: t0 + 300_000,
    });
  });
});

describe('Markdown', () => {
  it('shows text as it is, and commands of pgrepl as code', () => {
    expect(markdownText('1. *a* _b_ &amp; - c')).toBe('1\\. \\*a\\* \\_b\\_ &amp;amp; - c');
    expect(markdownText('- a\n# b')).toBe('\\- a \\# b');
    expect(markdownSentence('Run `ALTER SYSTEM | x` now.')).toBe(
      'Run `ALTER SYSTEM \u2223 x` now.',
    );
    expect(markdownSentence('one ` alone')).toBe('one \\` alone');
  });
});
