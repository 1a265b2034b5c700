import type { Silence, SilenceScope } from '../incidents/silences/model.js';
import { silencePhase } from '../incidents/silences/rules.js';
import type { EpochMs } from '../replication/observation.js';
import { quoted } from './people.js';
import { safeName } from './safe-text.js';
import { lineOn, section, line, type Line, type Section } from './sections.js';
import { formatDuration, formatUtcTime } from './units.js';

/** `SIL-3`, or what stands in its place while the store has given no number. */
export function silenceName({ number }: Pick<Silence, 'number'>): string {
  return number === null ? 'a silence that is not yet numbered' : `SIL-${number}`;
}

/** What it is about, to follow a verb: "everything of orders", "s1 of orders". */
export function silenceSubject({ cluster, scope }: Pick<Silence, 'cluster' | 'scope'>): string {
  return scopeInWords(scope, safeName(cluster));
}

function scopeInWords(scope: SilenceScope, cluster: string): string {
  switch (scope.kind) {
    case 'cluster':
      return `everything of ${cluster}`;
    case 'node':
      return `${safeName(scope.node)} of ${cluster}`;
    case 'finding': {
      const at = scope.node === null ? cluster : `${safeName(scope.node)} of ${cluster}`;
      return `"${findingInWords(scope.finding)}" of ${at}`;
    }
    case 'incident':
      return scope.number === null
        ? `an incident of ${cluster}`
        : `INC-${scope.number} of ${cluster}`;
  }
}

/** The kind of a finding as words: `replication lag`. */
export function findingInWords(kind: string): string {
  return safeName(kind.replaceAll('-', ' '));
}

/** `silenced until 04:00:00 UTC by slack:T…/U…`: one clause of a line. */
export function silencedUntil({ endsAt, createdBy }: Silence, now: EpochMs): string {
  return `silenced until ${formatUtcTime(endsAt, now)} by ${createdBy}`;
}

/** `silenced until 04:00:00 UTC (SIL-3)`: how an incident or a finding is marked. */
export function silencedFact(
  { kind, silence }: { readonly kind: 'part' | 'whole'; readonly silence: Silence },
  now: EpochMs,
): string {
  const name = silence.number === null ? '' : ` (${silenceName(silence)})`;
  const part = kind === 'part' ? 'partly ' : '';
  return `${part}silenced until ${formatUtcTime(silence.endsAt, now)}${name}`;
}

/** `: "backup"`, or nothing. */
export function becauseOf({ reason }: Silence): string {
  return reason === null ? '' : `: ${quoted(reason)}`;
}

/**
 * The silences that stand, those under way first.
 *
 * @param cluster the one that was asked about; null for all
 */
export function silenceList(
  silences: readonly Silence[],
  cluster: string | null,
  now: EpochMs,
): readonly Section[] {
  return [
    section({
      title: 'Silences',
      detail: cluster === null ? null : safeName(cluster),
      lines:
        silences.length === 0
          ? [line('Nothing is silenced: all is told.', 'ok')]
          : silences.map((silence) => silenceLine(silence, now)),
    }),
  ];
}

function silenceLine(silence: Silence, now: EpochMs): Line {
  const { startsAt, endsAt, createdBy } = silence;
  const when =
    silencePhase(silence, now) === 'planned'
      ? `from ${formatUtcTime(startsAt, now)} to ${formatUtcTime(endsAt, now)}, in ${formatDuration(startsAt - now)}`
      : `until ${formatUtcTime(endsAt, now)}, for another ${formatDuration(endsAt - now)}`;
  const name = silence.number === null ? 'Not yet numbered' : silenceName(silence);
  return lineOn(
    name,
    `${silenceSubject(silence)}, ${when}; by ${createdBy}${becauseOf(silence)}`,
    'unknown',
  );
}
