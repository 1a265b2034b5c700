import { z } from 'zod';
import { day, durationBetween } from './values.js';

const wait = durationBetween(1000, 7 * day, 'from 1s to 7d');

const times = z
  .number({ error: 'write how many calls there are at most, from 1 to 20' })
  .int({ error: 'write how many calls there are at most, from 1 to 20' })
  .min(1, { error: 'write how many calls there are at most, from 1 to 20' })
  .max(20, { error: 'write how many calls there are at most, from 1 to 20' });

const nobody = z.literal(false, { error: 'write false to have none' });

/** Whom to call for critical incidents that nobody acknowledges. */
export const escalation = z.union(
  [
    nobody,
    z.strictObject({
      after: wait.optional(),
      every: wait.optional(),
      times: times.optional(),
      mention: z
        .string({ error: 'write the id of a Slack user group (S…)' })
        .regex(/^S[A-Z0-9]{2,}$/, {
          error:
            'write the id of a user group, not its name (S…: "People", "User groups", open it, "⋮", "Copy group ID")',
        })
        .optional(),
    }),
  ],
  { error: 'write after, every, times and mention, or false for nobody' },
);

const hour = 'write a time of day such as "22:00", from 00:00 to 23:59, in quotes';

/** Minutes since midnight. */
const timeOfDay = z
  .string({ error: hour })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: hour })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const zone = 'write a time zone such as Europe/Berlin or UTC';

const timeZone = z.string({ error: zone }).refine(isTimeZone, { error: zone });

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** When a mere warning can wait. */
export const quietHours = z.union(
  [
    nobody,
    z
      .strictObject({ from: timeOfDay, to: timeOfDay, time_zone: timeZone })
      .refine(({ from, to }) => from !== to, {
        error: 'write a "to" that differs from "from": quiet hours have an end',
      }),
  ],
  { error: 'write from, to and time_zone, or false for none' },
);

/** What a channel is told once a day. */
export const digest = z.union(
  [
    nobody,
    z.strictObject({
      at: timeOfDay,
      time_zone: timeZone,
      nothing_to_say: z.enum(['line', 'silence'], { error: 'choose line or silence' }).optional(),
    }),
  ],
  { error: 'write at and time_zone, or false for none' },
);

export type EscalationFileConfig = z.output<typeof escalation>;
export type DigestFileConfig = z.output<typeof digest>;
export type QuietHoursFileConfig = z.output<typeof quietHours>;
