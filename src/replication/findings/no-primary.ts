import { safeName } from '../../wording/safe-text.js';
import { formatUtcTime } from '../../wording/units.js';
import { candidate, nodeCause, sinceOf } from './candidate.js';
import { promotionSentence } from './candidates-for-promotion.js';
import type { Rule } from './model.js';

const kind = 'no-primary';

/** Between stopping the old primary and promoting the new one a switchover has none this long. */
const switchoverMs = 1000;

/** Every node answers, and each says that it is a standby. */
export const noPrimary: Rule = {
  kind,
  rank: 95,
  find: (context) => {
    const { topology, now } = context;
    if (topology.primary.kind !== 'none') return [];
    const { last } = topology.primary;
    const since = sinceOf(context, kind, null);
    const subject = last ?? topology.nodes[0]?.name ?? '';
    const before = last === null ? '' : `; ${safeName(last)} was it last`;
    return [
      candidate(context, {
        kind,
        subject: null,
        severity: 'critical',
        since,
        causes: [last === null ? 'primary' : nodeCause(last)],
        what: `Since ${formatUtcTime(since, now)} no node is primary: all that answer are standbys${before}.`,
        consequence: `Nobody can write, and no standby receives anything new. ${promotionSentence(topology, last)}.`,
        next: 'If a switchover is under way, wait for its promotion; else promote one standby and make sure that it is only one.',
        evidence: { last },
        holdMs: switchoverMs,
        clearMs: context.thresholds(subject).clearForMs,
      }),
    ];
  },
  verdict: ({ topology }) => {
    if (topology.primary.kind === 'unknown') return 'unknown';
    return topology.primary.kind === 'one' ? 'over' : 'gone';
  },
};
