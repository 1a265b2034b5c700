import type { DigestRules } from '../incidents/attention/digest-time.js';
import type { EscalationRules } from '../incidents/attention/escalate.js';
import type { QuietHours } from '../incidents/attention/quiet-hours.js';
import type {
  DigestFileConfig,
  EscalationFileConfig,
  QuietHoursFileConfig,
} from './attention-schema.js';
import { defaultEscalation } from './defaults.js';

/** The cluster's words over those of the defaults; null where nobody is to be called. */
export function escalationRules(
  far: EscalationFileConfig | undefined,
  near: EscalationFileConfig | undefined,
): EscalationRules | null {
  if (near === false) return null;
  const laid = { ...(far === false ? {} : far), ...near };
  if (laid.mention === undefined) return null;
  return {
    afterMs: laid.after ?? defaultEscalation.afterMs,
    everyMs: laid.every ?? defaultEscalation.everyMs,
    times: laid.times ?? defaultEscalation.times,
    mention: laid.mention,
  };
}

/** The cluster's own, or those of the defaults; null where no hours are quiet. */
export function quietHoursOf(
  far: QuietHoursFileConfig | undefined,
  near: QuietHoursFileConfig | undefined,
): QuietHours | null {
  const hours = near ?? far;
  if (hours === undefined || hours === false) return null;
  return { from: hours.from, to: hours.to, timeZone: hours.time_zone };
}

/** The cluster's own, or that of the defaults; null where there is none. */
export function digestOf(
  far: DigestFileConfig | undefined,
  near: DigestFileConfig | undefined,
): DigestRules | null {
  const digest = near ?? far;
  if (digest === undefined || digest === false) return null;
  return {
    at: digest.at,
    timeZone: digest.time_zone,
    nothingToSay: digest.nothing_to_say ?? 'line',
  };
}
