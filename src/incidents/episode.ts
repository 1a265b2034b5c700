import type { EpochMs } from '../replication/observation.js';
import type { Incident } from './model.js';

/** From this many returns within the flap window on, an incident counts as flapping. */
export const flappingReopens = 3;

/**
 * When the present (or last) stretch of trouble began: later than `openedAt` after a return. What began
 * it may have cleared since, so it is kept; of an older incident what still stands has to do.
 */
export function episodeStart(incident: Incident): EpochMs {
  if (incident.stretchAt !== null) return incident.stretchAt;
  const sinces = incident.findings.map((finding) => finding.since);
  return sinces.length === 0 ? incident.openedAt : Math.min(...sinces);
}

/**
 * True while an incident comes and goes so often that its thread would only repeat itself: it has
 * returned several times and has not been steady, open or resolved, for a flap window since.
 */
export function isFlapping(incident: Incident, now: EpochMs, flapWindowMs: number): boolean {
  if (incident.reopened < flappingReopens) return false;
  const lastTurn = incident.resolvedAt ?? episodeStart(incident);
  return now - lastTurn < flapWindowMs;
}
