import type { Clock } from '../clock.js';
import type { AuditRecord } from '../incidents/record.js';
import type { Silence, SilenceScope } from '../incidents/silences/model.js';
import { silencePhase, standing } from '../incidents/silences/rules.js';
import {
  furthestAheadMs,
  longestSilenceMs,
  shortestSilenceMs,
  type SilenceReply,
  type SilenceRequest,
  type SilenceService,
} from '../incidents/silences/service.js';
import type { EpochMs } from '../replication/observation.js';
import { spanIn } from '../wording/lag-chart/words.js';
import { safeName } from '../wording/safe-text.js';
import { silenceName, silenceSubject } from '../wording/silence-words.js';
import { formatDuration, formatUtcTime } from '../wording/units.js';
import type { IncidentKeeper } from './incident-keeper.js';
import type { Journal } from './journal/journal.js';

export interface SilencerOptions {
  readonly journal: Journal;
  readonly keeper: (cluster: string) => IncidentKeeper | undefined;
  readonly clock: Clock;
  readonly newId: () => string;
}

/**
 * Makes silences and ends them by people's word. Memory decides and the store follows: a store that is
 * away must not keep anybody from silencing what wakes them.
 */
export class Silencer implements SilenceService {
  readonly #options: SilencerOptions;

  constructor(options: SilencerOptions) {
    this.#options = options;
  }

  readonly silence = async (request: SilenceRequest): Promise<SilenceReply> => {
    const { keeper, clock, newId } = this.#options;
    const now = clock.now();
    const { cluster, actor, reason, durationMs } = request;
    const scope = this.#withKnown(request.scope);
    const keeping = keeper(cluster);
    if (keeping === undefined) {
      return refused(`pgrepl does not watch a cluster named ${safeName(cluster)}.`);
    }
    const startsAt = request.startsAt ?? now;
    const wrong = wrongTime(startsAt, durationMs, now);
    if (wrong !== null) return refused(wrong);
    const silence: Silence = {
      id: newId(),
      number: null,
      cluster,
      scope,
      startsAt,
      endsAt: startsAt + durationMs,
      createdBy: actor,
      createdAt: now,
      reason,
      begunAt: null,
      endedAt: null,
      endedBy: null,
    };
    await keeping.silence(silence, now, [
      { kind: 'audit', record: this.#record('silence.create', silence, actor, now) },
    ]);
    const made = this.#known(silence.id) ?? silence;
    return { kind: 'done', silence: made, words: madeWords(made, now, request.timeZone) };
  };

  readonly end: SilenceService['end'] = async (ref, actor) => {
    const { journal, keeper, clock } = this.#options;
    const now = clock.now();
    const all = [...journal.working.silences.values()];
    const silence =
      'id' in ref ? this.#known(ref.id) : all.find(({ number }) => number === ref.number);
    const name = 'number' in ref ? `SIL-${ref.number}` : 'This silence';
    if (silence === undefined || silencePhase(silence, now) === 'over') {
      return refused(`${name} does not stand any more, so nothing was ended.`);
    }
    const keeping = keeper(silence.cluster);
    if (keeping === undefined) {
      return refused(`pgrepl no longer watches ${safeName(silence.cluster)}.`);
    }
    await keeping.endSilence(silence, actor, now, [
      { kind: 'audit', record: this.#record('silence.end', silence, actor, now) },
    ]);
    return {
      kind: 'done',
      silence: this.#known(silence.id) ?? silence,
      words: endWords(silence, silencePhase(silence, now) === 'planned'),
    };
  };

  readonly standing = (): readonly Silence[] => {
    const { journal, clock } = this.#options;
    return standing([...journal.working.silences.values()], clock.now());
  };

  /** What an incident is about now is what somebody silences; more may join it. */
  #withKnown(scope: SilenceScope): SilenceScope {
    if (scope.kind !== 'incident') return scope;
    const incident = this.#options.journal.working.incidents.get(scope.incidentId);
    if (incident === undefined) return scope;
    return { ...scope, known: incident.findings.map(({ key }) => key) };
  }

  #known(id: string): Silence | undefined {
    return this.#options.journal.working.silences.get(id);
  }

  #record(action: string, silence: Silence, actor: string, at: EpochMs): AuditRecord {
    const { id, cluster, scope, startsAt, endsAt, reason } = silence;
    return {
      id: this.#options.newId(),
      at,
      actor,
      action,
      cluster,
      subject: silenceSubject(silence),
      result: 'done',
      detail: {
        silence: id,
        scope,
        startsAt: new Date(startsAt).toISOString(),
        endsAt: new Date(endsAt).toISOString(),
        reason,
      },
    };
  }
}

function refused(words: string): SilenceReply {
  return { kind: 'refused', words };
}

function wrongTime(startsAt: EpochMs, durationMs: number, now: EpochMs): string | null {
  if (durationMs < shortestSilenceMs || durationMs > longestSilenceMs) {
    return `A silence lasts from ${formatDuration(shortestSilenceMs)} to ${formatDuration(longestSilenceMs)}; this would be ${formatDuration(durationMs)}.`;
  }
  if (startsAt + durationMs <= now) return 'That would be over already: choose a later start.';
  if (startsAt - now > furthestAheadMs) {
    return `Maintenance is planned up to ${formatDuration(furthestAheadMs)} ahead; this would begin in ${formatDuration(startsAt - now)}.`;
  }
  return null;
}

function endWords(silence: Silence, isPlanned: boolean): string {
  const [name, subject] = [silenceName(silence), silenceSubject(silence)];
  return isPlanned
    ? `${name} is called off before it began: ${subject} goes on being told.`
    : `${name} has ended: ${subject} is told again. What stands is told now.`;
}

function madeWords(silence: Silence, now: EpochMs, timeZone: string | undefined): string {
  const subject = silenceSubject(silence);
  const until = formatUtcTime(silence.endsAt, now);
  const lasts = formatDuration(silence.endsAt - Math.max(now, silence.startsAt));
  const name = silence.number === null ? 'The silence' : silenceName(silence);
  if (silencePhase(silence, now) === 'planned') {
    const span =
      timeZone === undefined
        ? `from ${formatUtcTime(silence.startsAt, now)} until ${until}`
        : `from ${spanIn(silence.startsAt, silence.endsAt, timeZone)} (${safeName(timeZone)})`;
    return `${name} is planned: ${subject} is silent ${span}, for ${lasts}.`;
  }
  const besides =
    silence.scope.kind === 'incident' ? ' Whatever critical joins it is told all the same.' : '';
  return `${name}: ${subject} is silent until ${until}, for ${lasts}. It still counts in the status and on timelines; if it stands then, the channel hears of it.${besides}`;
}
