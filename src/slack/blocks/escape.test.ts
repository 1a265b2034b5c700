import { describe, expect, it } from 'vitest';
import { code, fit, plain, preformattedLine, sentence, slackDate } from './escape.js';

describe('plain', () => {
  it.each([
    ['<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['*bold* ~gone~ `code`', '∗bold∗ ∼gone∼ ˋcodeˋ'],
    ['_pg_1_', 'ˍpg_1ˍ'],
    ['synchronous_standby_names', 'synchronous_standby_names'],
    [':red_circle: at 03:12:04', '꞉red_circle: at 03:12:04'],
    ['> quoted', '› quoted'],
    ['two\nlines\u202Ereversed', 'two lines\uFFFDreversed'],
  ])('shows %j as it is', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });
});

describe('sentence', () => {
  it('keeps commands between backticks and nothing else', () => {
    expect(sentence('Run `ALTER SYSTEM SET a = *` on *pg1*.')).toBe(
      'Run `ALTER SYSTEM SET a = *` on ∗pg1∗.',
    );
    expect(sentence('`<!here>` & `')).toBe('`&lt;!here&gt;` &amp; ˋ');
    expect(sentence('a ` b')).toBe('a ˋ b');
    expect(sentence('a `` b')).toBe('a  b');
  });
});

describe('code and preformattedLine', () => {
  it('can’t be ended by what stands in them', () => {
    expect(code('a`b<c')).toBe('`aˋb&lt;c`');
    expect(code('')).toBe('');
    expect(preformattedLine('├─ ```<!channel>\u202E')).toBe('├─ ˋˋˋ&lt;!channel&gt;\uFFFD');
  });
});

describe('fit', () => {
  it('counts after escaping and cuts before it', () => {
    const shown = fit('&'.repeat(2_000), 3_000, plain);
    expect(shown.length).toBeLessThanOrEqual(3_000);
    expect(shown).toMatch(/^(&amp;)+…$/);
    expect(fit('short', 3_000, plain)).toBe('short');
    expect(fit('😀'.repeat(50), 21, plain)).toBe(`${'😀'.repeat(10)}…`);
  });
});

describe('slackDate', () => {
  it('has the UTC time for clients that can’t show it', () => {
    expect(slackDate(Date.UTC(2026, 2, 1, 3, 12, 4))).toBe(
      '<!date^1772334724^{date_short_pretty} {time_secs}|2026-03-01 03:12:04 UTC>',
    );
  });
});
