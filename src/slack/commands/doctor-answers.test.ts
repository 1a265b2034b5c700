import { describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../operations/doctor/report.js';
import { aReport, aResult } from '../../operations/doctor/testing/reports.js';
import { testNow } from '../../replication/testing/observations.js';
import { toTerminal } from '../../wording/sections.js';
import { aSnapshot } from '../../wording/testing/incidents.js';
import type { Answer } from '../blocks/answer.js';
import type { Doctor, Records } from '../ports.js';
import { ask } from './ask.js';
import type { Known } from './asked.js';

const knownOf = (...clusters: readonly string[]): Known => ({
  fleet: { clusters: clusters.map((cluster) => aSnapshot({ cluster })), self: [] },
  silences: [],
  pages: new Map(),
  now: testNow,
  command: '/pgrepl',
});

/** What is answered, and which clusters were examined for it. */
async function asked(
  text: string,
  known: Known,
  { last = null, found }: { last?: DoctorReport | null; found?: DoctorReport | null } = {},
): Promise<Answer & { readonly examined: readonly string[] }> {
  const examined: string[] = [];
  const doctor: Doctor = {
    examine: (cluster) => {
      examined.push(cluster);
      return Promise.resolve(found === undefined ? aReport({ cluster }) : found);
    },
    last: () => last,
  };
  const wanted = ask(text, known);
  if (wanted.kind === 'answer') return { ...wanted.answer, examined };
  if (wanted.kind !== 'read') throw new Error(wanted.kind);
  const nothing = (): Promise<never> => Promise.reject(new Error('is not asked for here'));
  const records: Records = {
    operations: nothing,
    audit: nothing,
    incidents: nothing,
    roleChanges: nothing,
    timeline: nothing,
    root: nothing,
    lagChart: nothing,
    lastDay: nothing,
    doctor,
  };
  return { ...(await wanted.read(records)), examined };
}

const long = (at: number): DoctorReport =>
  aReport({
    at,
    score: 40,
    troubles: Array.from({ length: 30 }, (_, index) =>
      aResult('s1', { check: `check-${index}`, evidence: 'x'.repeat(300) }),
    ),
  });

describe('doctor', () => {
  it('examines the cluster that is named, or the only one', async () => {
    const named = await asked('doctor Orders', knownOf('orders', 'billing'));
    expect(named).toMatchObject({
      examined: ['orders'],
      summary: 'orders is at 100 of 100. Nothing is wrong.',
      request: 'doctor orders',
      earlier: null,
      later: null,
      shareable: true,
    });
    const silent = { found: aReport({ score: null, surveyed: [] }) };
    expect((await asked('doctor', knownOf('orders'), silent)).summary).toBe(
      'orders: could not be examined (no node was surveyed). Nothing was seen of it.',
    );
    expect((await asked('doctor', knownOf('orders'))).examined).toEqual(['orders']);
    expect((await asked('doctor nowhere', knownOf('orders'))).summary).toContain('no cluster');
  });

  it('examines all of several, and lists them', async () => {
    const all = await asked('doctor', knownOf('orders', 'billing'));
    expect(all.examined).toEqual(['orders', 'billing']);
    expect(toTerminal(all.sections)).toContain('billing: 100 of 100. Nothing is wrong.');
  });

  it('turns the pages of what was found, as long as that is not old', async () => {
    const known = knownOf('orders');
    const first = await asked('doctor orders', known, { found: long(testNow) });
    expect(first).toMatchObject({ earlier: null, later: 'doctor orders 2' });
    expect(toTerminal(first.sections)).toMatch(/Page 1 of \d+\.$/);
    const second = await asked('doctor orders 2', known, { last: long(testNow - 60_000) });
    expect(second).toMatchObject({
      examined: [],
      request: 'doctor orders 2',
      earlier: 'doctor orders 1',
    });
    expect(toTerminal(second.sections)).toContain('surveyed 1 min ago');
    const old = { last: long(testNow - 3_600_000), found: long(testNow) };
    expect((await asked('doctor orders 2', known, old)).examined).toEqual(['orders']);
    const beyond = await asked('doctor orders 99', known, { last: long(testNow) });
    expect(beyond.later).toBeNull();
  });

  it('takes a figure for the name of a cluster that is called so', async () => {
    expect((await asked('doctor shop 2', knownOf('shop', 'shop 2'))).examined).toEqual(['shop 2']);
  });

  it('says so if a cluster could not be examined', async () => {
    const answer = await asked('doctor orders', knownOf('orders'), { found: null });
    expect(answer.summary).toBe('orders could not be examined.');
    const all = await asked('doctor', knownOf('orders', 'billing'), { found: null });
    expect(toTerminal(all.sections)).toMatch(
      /orders: could not be examined\.[^]*billing: could not be examined\./,
    );
  });
});
