import { describe, expect, it } from 'vitest';
import { aPrimaryView, aStandbyView, aTopology } from '../../replication/testing/topologies.js';
import { testNow } from '../../replication/testing/observations.js';
import { clusterStatus } from '../../wording/cluster-status.js';
import { fleetStatus } from '../../wording/fleet-status.js';
import { lagReport } from '../../wording/lag-report.js';
import { line, section } from '../../wording/sections.js';
import { aFinding, anIncident, aSnapshot } from '../../wording/testing/incidents.js';
import { brokenRules, textsOf } from '../testing/block-rules.js';
import { answerMessage, sharedMessage } from './answer.js';
import { blocksFromSections } from './from-sections.js';
import { homeView } from './home.js';
import { incidentMessage } from './incident.js';

const nasty: [string, string][] = [
  ['mentions', '<!channel>'],
  ['formats', '*bold* `code` ~x~'],
  ['fences', '```'],
  ['is endless', 'n'.repeat(2_000)],
  ['is endless once escaped', '&'.repeat(2_000)],
  ['breaks and turns lines', 'a\nb\u202Ec'],
  ['is empty', ''],
];

/** Nothing that came from outside may mention, link or format. */
function expectHarmless(texts: readonly string[]): void {
  for (const text of texts) {
    expect(text).not.toMatch(/<(?!!date\^|@U1>)/);
    const fences = text.match(/```/g) ?? [];
    expect(fences.length % 2).toBe(0);
  }
}

describe('incidentMessage', () => {
  it('tells what, consequence, next step, since and number, with its button', () => {
    const others = [aFinding({ kind: 'lag', severity: 'warning', what: 's2 is 5 GB behind.' })];
    const incident = anIncident({ findings: [...others, aFinding()], reopened: 2 });
    const message = incidentMessage({
      incident,
      mergedInto: null,
      contract: null,
      promotable: false,
      watched: true,
      pageUrl: () => null,
      silence: { kind: 'none' },
    });
    expect(message.text).toBe('Critical: orders: Commits hang: no synchronous standby is left.');
    expect(textsOf(message.blocks)).toEqual([
      ':red_circle: *orders*: Commits hang: no synchronous standby is left.',
      'Nothing acknowledged is lost.\nBring s1 or s2 back.',
      ':large_yellow_circle: s2 is 5 GB behind.',
      'since <!date^1772334679^{date_short_pretty} {time_secs}|2026-03-01 03:11:19 UTC> · INC-7 · came back 2 times · nobody owns this yet · more: `/pgrepl explain commits-hang`',
      'Acknowledge',
      'Status',
      'Timeline',
      'Silence…',
    ]);
    expect(brokenRules(message.blocks)).toEqual([]);
  });

  it('leads to the page of what heads it, where that is published', () => {
    const message = incidentMessage({
      incident: anIncident(),
      mergedInto: null,
      contract: null,
      promotable: false,
      silence: { kind: 'none' },
      watched: true,
      pageUrl: (kind) => `https://example.com/?a=1&page=${kind}`,
    });
    expect(textsOf(message.blocks).join('\n')).toContain(
      '· more: <https://example.com/?a=1&amp;page=commits-hang|commits-hang>',
    );
    expect(brokenRules(message.blocks)).toEqual([]);
  });

  it('offers to accept the contract, and says when no number was given yet', () => {
    const incident = anIncident({ number: null });
    const message = incidentMessage({
      incident,
      mergedInto: null,
      contract: 'f'.repeat(16),
      promotable: false,
      watched: true,
      pageUrl: () => null,
      silence: { kind: 'none' },
    });
    expect(textsOf(message.blocks)).toContain('Accept as the new contract');
    expect(textsOf(message.blocks).join()).toContain('not yet numbered');
  });

  it('is edited in place when resolved or merged', () => {
    const closed = { state: 'resolved', resolvedAt: testNow, severity: 'critical' } as const;
    const resolved = incidentMessage({
      incident: anIncident(closed),
      mergedInto: null,
      contract: 'f'.repeat(16),
      promotable: false,
      watched: true,
      pageUrl: () => null,
      silence: { kind: 'none' },
    });
    expect(resolved.text).toBe(
      'orders: resolved after 41 s. It was: Commits hang: no synchronous standby is left.',
    );
    expect(textsOf(resolved.blocks)).not.toContain('Accept as the new contract');
    const merged = incidentMessage({
      incident: anIncident({ ...closed, mergedInto: 'x' }),
      mergedInto: anIncident({ number: 9 }),
      contract: null,
      promotable: false,
      watched: true,
      pageUrl: () => null,
      silence: { kind: 'none' },
    });
    expect(merged.text).toContain('has the same cause as INC-9 and goes on there.');
  });

  it('is not called resolved where nobody looks any more', () => {
    const message = incidentMessage({
      incident: anIncident({ state: 'resolved', resolvedAt: testNow }),
      watched: false,
      mergedInto: null,
      contract: null,
      promotable: false,
      pageUrl: () => null,
      silence: { kind: 'none' },
    });
    expect(message.text).toMatch(
      /^orders: was not over after 41 s, when pgrepl stopped watching this cluster;/,
    );
    expect(textsOf(message.blocks)[0]).toMatch(/^:white_circle: /);
  });

  it.each(nasty)('is not broken by a name that %s', (_, name) => {
    const finding = aFinding({
      what: `${name} is down.`,
      consequence: name,
      next: `Look at ${name}.`,
    });
    for (const state of ['open', 'resolved'] as const) {
      const incident = anIncident({
        cluster: name,
        state,
        findings: Array.from({ length: 40 }, () => finding),
      });
      const message = incidentMessage({
        incident,
        mergedInto: null,
        contract: 'f'.repeat(16),
        promotable: false,
        watched: true,
        pageUrl: () => null,
        silence: { kind: 'none' },
      });
      expect(brokenRules(message.blocks)).toEqual([]);
      expectHarmless([message.text, ...textsOf(message.blocks)]);
    }
  });
});

describe('answers', () => {
  it.each(nasty)('are not broken by a name that %s', (_, name) => {
    const topology = aTopology({
      cluster: name,
      nodes: [aPrimaryView(name), aStandbyView(`${name}1`, name)],
      unmanaged: [
        {
          upstream: name,
          applicationName: name,
          clientAddress: name,
          state: name,
          syncState: null,
          slotName: name,
          replayBytes: null,
          pid: 4711,
        },
      ],
    });
    const snapshot = aSnapshot({ cluster: name, topology, incidents: [anIncident()] });
    const fleet = { clusters: [snapshot], self: [] };
    for (const sections of [
      clusterStatus(snapshot, testNow),
      lagReport(snapshot, testNow),
      fleetStatus(fleet, testNow),
    ]) {
      const answer = { summary: name, sections, request: `status ${name}`, shareable: true };
      for (const message of [
        answerMessage(answer),
        sharedMessage(answer, 'U1', testNow, new Map()),
      ]) {
        expect(brokenRules(message.blocks)).toEqual([]);
        expectHarmless([message.text, ...textsOf(message.blocks)]);
      }
    }
  });

  it('mention people to the one who asks, and call them by name once shown to all', () => {
    const answer = {
      summary: 'Who owns it.',
      sections: [section({ lines: [line('Owned by slack:T1/U7 and slack:T1/U8.')] })],
      request: 'status',
      shareable: true,
      people: new Set(['U7', 'U8']),
    };
    expect(textsOf(answerMessage(answer).blocks).join()).toContain('Owned by <@U7> and <@U8>.');
    const shown = sharedMessage(answer, 'U1', testNow, new Map([['U7', 'On call']]));
    expect(textsOf(shown.blocks).join()).toContain('Owned by @On call and @U8.');
    expect(textsOf(shown.blocks).join()).not.toContain('<@U7>');
  });

  it('fit for a fleet of a thousand clusters and a cluster of three hundred nodes', () => {
    const clusters = Array.from({ length: 1_000 }, (_, index) =>
      aSnapshot({ cluster: `cluster-${index}`, incidents: [anIncident()] }),
    );
    const fleet = fleetStatus({ clusters, self: [] }, testNow);
    expect(brokenRules(blocksFromSections(fleet))).toEqual([]);
    const incidents = clusters.flatMap((each) => each.incidents);
    const board = { fleet: { clusters, self: [] }, incidents, at: testNow };
    const changes = clusters.map(({ cluster }) => ({
      cluster,
      at: testNow,
      texts: Array.from({ length: 9 }, () => `standby-${'1'.repeat(63)} was promoted.`),
      during: 'none' as const,
    }));
    const recent = { incidents: [], operations: [], changes };
    const home = homeView({ ...board, operations: [], silences: [], recent });
    expect(textsOf(home.blocks).join('\n')).toMatch(
      /\*Roles and timelines that changed in the last day\*\n.*cluster-0: standby-1+ was promoted\./,
    );
    expect(brokenRules(home.blocks, 100)).toEqual([]);
    expect(textsOf(home.blocks)).toContain('992 more are open: `/pgrepl incidents` lists them.');

    const nodes = [
      aPrimaryView('pg1'),
      ...Array.from({ length: 299 }, (_, index) => aStandbyView(`standby-${index}`, 'pg1')),
    ];
    const snapshot = aSnapshot({ topology: aTopology({ nodes }), incidents: [anIncident()] });
    const blocks = blocksFromSections(clusterStatus(snapshot, testNow));
    expect(brokenRules(blocks)).toEqual([]);
    const texts = textsOf(blocks);
    expect(texts.some((text) => /\d+ more lines do not fit here/.test(text))).toBe(true);
    // What is wrong is said all the same.
    expect(texts.some((text) => text.includes('INC-7'))).toBe(true);
  });

  it('show a long command whole', () => {
    const command = `printf '${'x'.repeat(2_500)}'`;
    const texts = textsOf(blocksFromSections([section({ preformatted: [command] })]));
    expect(texts.join('')).toContain(command);
  });

  it('leave a section without content out and join what fits', () => {
    expect(blocksFromSections([section({})])).toEqual([]);
    const [only, ...rest] = blocksFromSections([
      section({ title: 'T', mark: 'ok', preformatted: ['a', 'b'], lines: [line('c', 'warning')] }),
    ]);
    expect(rest).toEqual([]);
    expect(textsOf(only)).toEqual([
      ':large_green_circle: *T*\n```\na\nb\n```\n:large_yellow_circle: c',
    ]);
  });
});
