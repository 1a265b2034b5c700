import type { EscalationRules } from '../incidents/attention/escalate.js';
import type { QuietHours } from '../incidents/attention/quiet-hours.js';
import type { EscalationFileConfig, QuietHoursFileConfig } from './attention-schema.js';
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
