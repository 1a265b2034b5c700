import type { EpochMs } from '../../replication/observation.js';
import { headlineFirst, worstSeverity } from '../group.js';
import type { Incident } from '../model.js';
import type { Notice } from '../notify.js';
import type { Hearing } from '../tell.js';
import type { Silence } from './model.js';
import { covers, silenceOver } from './rules.js';

/**
 * What the channel hears of an open incident when a silence over it has ended: of that which the
 * silence covered and which still stands. Where nothing was posted yet, the first message says it.
 *
 * @param name the silence as people know it
 */
export function afterSilence(
  incident: Incident,
  ended: Silence,
  name: string,
  hearing: Hearing,
  now: EpochMs,
): readonly Notice[] {
  const audible = incident.findings.filter(
    (finding) => silenceOver(finding, incident.id, hearing.silences, now) === null,
  );
  const freed = headlineFirst(audible.filter((each) => covers(ended, each, incident.id)));
  const [head, ...others] = freed;
  const root: Notice = { kind: 'root', incidentId: incident.id, reason: 'silence-ended' };
  if (head === undefined) return hearing.isPosted ? [root] : [];
  if (!hearing.isPosted) {
    return hearing.isQuiet && worstSeverity(audible) === 'warning' ? [] : [root];
  }
  const more = others.map(({ what }) => `It stands, too: ${what}`);
  return [
    root,
    {
      kind: 'thread',
      incidentId: incident.id,
      reason: 'silence-ended',
      text: [`${name} has ended, and this stands: ${head.what}`, ...more].join('\n'),
      broadcast: worstSeverity(freed) === 'critical',
    },
  ];
}
