import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../incidents/record.js';
import { completed } from '../operations/outcome.js';
import { testNow } from '../replication/testing/observations.js';
import { auditList } from './audit-list.js';
import { operationList } from './operation-list.js';
import { toTerminal } from './sections.js';
import { anOperation, aPlan } from './testing/operations.js';

describe('operationList', () => {
  it('has a line for each, with what came of it', () => {
    const left = { node: 's2', words: 'Point s2 at s1.', commands: [] };
    const outcome = completed({
      plan: aPlan(),
      warnings: [],
      leftToDo: [left],
      downtimeMs: 87,
      totalMs: 900,
    });
    const operations = [
      anOperation({ number: 4 }),
      anOperation({ state: 'ended', endedAt: testNow - 60_000, outcome }),
    ];
    expect(toTerminal(operationList(operations, 'orders', testNow)).split('\n')).toEqual([
      'Operations · orders',
      '[warning] OP-4: switchover of orders from pg1 to s1, asked by slack:T0LABTEAM/U0SRE: waits for approval · since 03:11:40 UTC (20 s)',
      '[ok] OP-3: switchover of orders from pg1 to s1, asked by slack:T0LABTEAM/U0SRE: completed, write downtime 87 ms, one thing left to do · since 03:11:00 UTC (1 min)',
    ]);
  });

  it('says that there was none', () => {
    expect(toTerminal(operationList([], null, testNow))).toBe('Operations\nThere has been none.');
  });
});

describe('auditList', () => {
  const record = (changes: Partial<AuditRecord>): AuditRecord => ({
    id: '1',
    at: testNow,
    actor: 'slack:T0LABTEAM/U0SRE',
    action: 'operation.request',
    cluster: 'orders',
    subject: 'OP-3',
    result: 'done',
    detail: {},
    ...changes,
  });

  it('has a line for each record, with what is telling of its detail', () => {
    const detail = { kind: 'switchover', operation: 'a-uuid', planHash: 'abc', forced: false };
    const text = toTerminal(auditList([record({ detail })], null, testNow));
    expect(text).toBe(
      'Audit log\n03:12:00 UTC: slack:T0LABTEAM/U0SRE · operation.request (orders, OP-3) · done · kind: switchover, forced: false',
    );
  });

  it('marks refusals and failures, and cuts what is long', () => {
    const words = 'a\nlong `story` '.repeat(100);
    const text = toTerminal(
      auditList(
        [record({ result: 'denied', detail: { words } }), record({ result: 'failed' })],
        null,
        testNow,
      ),
    );
    const [, denied = '', failed = ''] = text.split('\n');
    expect(denied).toMatch(/^\[warning\] .*…$/);
    expect(denied.length).toBeLessThan(300);
    expect(failed).toMatch(/^\[critical\] /);
  });
});
