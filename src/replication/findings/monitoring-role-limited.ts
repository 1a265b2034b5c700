import { listNames } from '../../wording/safe-text.js';
import { candidate, sinceOf } from './candidate.js';
import type { Rule } from './model.js';

const kind = 'monitoring-role-limited';

/** pgrepl's role sees only the outline of the views somewhere. */
export const monitoringRoleLimited: Rule = {
  kind,
  rank: 5,
  find: (context) => {
    const { topology } = context;
    const limited = topology.nodes.filter(
      (node) => node.reach.kind === 'answers' && !node.fullyVisible,
    );
    if (limited.length === 0) return [];
    const names = limited.map((node) => node.name);
    const isOld = limited.every((node) => node.major !== null && node.major < 10);
    return [
      candidate(context, {
        kind,
        subject: null,
        severity: 'warning',
        since: sinceOf(context, kind, null),
        causes: ['visibility'],
        what: `pgrepl's role may not see everything on ${listNames(names)}.`,
        consequence:
          'States, positions and waiting sessions are not visible there, so that trouble may go unseen; nothing invisible is counted as healthy.',
        next: isOld
          ? 'Use a superuser there: PostgreSQL 9.6 has no role that may only monitor.'
          : "Grant `pg_monitor` to pgrepl's role on the primary, as a superuser; the standbys follow.",
        evidence: { nodes: names },
        holdMs: 0,
        clearMs: context.thresholds(names[0] ?? '').clearForMs,
      }),
    ];
  },
  verdict: ({ topology }) =>
    topology.nodes.some((node) => node.reach.kind === 'answers') ? 'gone' : 'unknown',
};
