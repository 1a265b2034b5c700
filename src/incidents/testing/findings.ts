import type { Finding } from '../../replication/findings/model.js';
import { testNow } from '../../replication/testing/observations.js';

/** A warning that `s1` is disconnected, changed where the test wants it. */
export function aFinding(name: string, changes: Partial<Finding> = {}): Finding {
  return {
    kind: 'standby-disconnected',
    cluster: 'orders',
    subject: name,
    key: `orders/standby-disconnected/${name}`,
    severity: 'warning',
    since: testNow,
    causes: [`node:${name}`],
    what: `Standby ${name} is down.`,
    consequence: 'It has missed nothing yet.',
    next: `Start ${name}.`,
    evidence: { behindBytes: 0 },
    ...changes,
  };
}
