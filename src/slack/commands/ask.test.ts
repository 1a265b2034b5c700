import { describe, expect, it } from 'vitest';
import { testNow } from '../../replication/testing/observations.js';
import { toTerminal } from '../../wording/sections.js';
import { aFinding, anIncident, aSnapshot } from '../../wording/testing/incidents.js';
import type { Answer } from '../blocks/answer.js';
import { ask as askFor } from './ask.js';
import type { Known } from './asked.js';
import { parseRequest } from './request.js';

const fleet = {
  clusters: [
    aSnapshot({ cluster: 'orders', incidents: [anIncident()] }),
    aSnapshot({ cluster: 'billing' }),
  ],
  self: [],
};
const known: Known = { fleet, silences: [], pages: new Map(), now: testNow, command: '/pgrepl' };

function answerTo(text: string, from: Known = known): Answer {
  const asked = askFor(text, from);
  if (asked.kind !== 'answer') throw new Error(`"${text}" is not answered from memory`);
  return asked.answer;
}

const ask = (text: string, from: Known = known): string =>
  toTerminal(answerTo(text, from).sections);

describe('ask', () => {
  it('shows the fleet, with a hint when nothing was typed', () => {
    expect(ask('')).toMatch(/^2 clusters · 1 critical, 1 well\n\[critical\] orders: /);
    expect(ask('')).toContain('`/pgrepl help` lists what can be asked.');
    expect(ask('  STATUS ')).not.toContain('`/pgrepl help`');
    expect(answerTo('status', known)).toMatchObject({
      summary: '1 of 2 clusters needs a look.',
      request: 'status',
      shareable: true,
    });
  });

  it('shows the only cluster of a fleet at once, below what ails pgrepl itself', () => {
    const self = [aFinding({ what: 'The store is down.', consequence: 'Nothing is kept.' })];
    const text = ask('', { ...known, fleet: { clusters: [aSnapshot()], self } });
    expect(text).toMatch(/^pgrepl itself\n\[critical\] The store is down\. .*\n\n\[ok\] orders · /);
  });

  it.each(['status orders', 'orders', 'status Orders', 'status `orders`', 'STATUS  "orders" '])(
    'understands %s',
    (text) => {
      expect(ask(text)).toMatch(/^\[critical\] orders · PostgreSQL 18\.4/);
      expect(answerTo(text, known).request).toBe('status orders');
    },
  );

  it('shows lag of one cluster or of all', () => {
    expect(ask('lag billing')).toMatch(/^\[ok\] billing · .*\nstandby +from +behind/);
    expect(ask('lag')).toMatch(/^\[critical\] orders[^]*\[ok\] billing/);
  });

  it('lists what there is, and nothing that there is not', () => {
    const text = ask('help');
    for (const usage of ['help', 'status [cluster]', 'lag [cluster] [6h]']) {
      expect(text).toContain(`\`/pgrepl ${usage}\``);
    }
    expect(answerTo('help', known)).toMatchObject({ request: null, shareable: false });
  });

  it.each([
    ['stauts', 'status [cluster]'],
    ['lgas orders', 'lag [cluster] [6h]'],
    ['hlep', 'help'],
  ])('finds what %s was meant to be', (typo, usage) => {
    expect(ask(typo)).toContain(`Did you mean \`/pgrepl ${usage}\`?`);
  });

  it('answers nonsense with the list of commands', () => {
    expect(ask('constructor')).toContain('pgrepl has no command named constructor.');
    expect(ask('constructor')).toContain('`/pgrepl lag [cluster] [6h]`');
    expect(ask('&lt;!channel&gt; *x*')).toContain('no command named <!channel>.');
    expect(ask('x'.repeat(5_000)).length).toBeLessThan(3_000);
  });

  it('lists clusters, the nearest first, when one is not known', () => {
    expect(ask('status bilings')).toBe(
      'There is no cluster named bilings.\n\nClusters, the most alike first\n`billing`\n`orders`',
    );
    expect(ask('lag x', { ...known, fleet: { clusters: [], self: [] } })).toContain(
      'No cluster is configured.',
    );
    const many = Array.from({ length: 30 }, (_, index) => aSnapshot({ cluster: `c${index}` }));
    expect(ask('status x', { ...known, fleet: { clusters: many, self: [] } })).toContain(
      'and 10 more.',
    );
  });
});

describe('parseRequest', () => {
  it('undoes Slack’s escapes and marks around names', () => {
    expect(parseRequest(' lag  a&amp;b&lt; ')).toEqual({ word: 'lag', rest: 'a&b<' });
    expect(parseRequest('')).toEqual({ word: '', rest: '' });
  });
});
