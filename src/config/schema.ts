import { validate as validSchedule } from 'node-cron';
import { z } from 'zod';
import { digest, escalation, quietHours } from './attention-schema.js';
import { commands, operations, replication } from './operations-schema.js';
import {
  day,
  duration,
  durationBetween,
  host,
  pagesUrl,
  port,
  size,
  sslMode,
  text,
  timeout,
} from './values.js';

const schedule = z
  .string({ error: 'write a cron expression with seconds, for example "*/2 * * * * *"' })
  .refine((text) => text.trim().split(/\s+/).length === 6 && validSchedule(text), {
    error: 'write a cron expression of six fields, seconds first, for example "*/2 * * * * *"',
  });

interface Bounds {
  readonly warning?: number | undefined;
  readonly critical?: number | undefined;
}

/** A critical bound below the warning would leave no room for a warning. */
const inOrder = {
  check: ({ warning = 0, critical = warning }: Bounds): boolean => warning <= critical,
  because: { error: 'write a warning that is not above the critical bound' },
};

const levels = z
  .strictObject({ warning: size.optional(), critical: size.optional() })
  .refine(inOrder.check, inOrder.because);
const times = z
  .strictObject({ warning: duration.optional(), critical: duration.optional() })
  .refine(inOrder.check, inOrder.because);

/** Of a time that is left it is the smaller one that is worse. */
const timesLeft = z
  .strictObject({ warning: duration.optional(), critical: duration.optional() })
  .refine(({ warning = 0, critical = warning }) => warning >= critical || warning === 0, {
    error: 'write a warning that is not below the critical bound: it is time that is left',
  });
const count = z
  .number({ error: 'write a whole number, 1 or more' })
  .int({ error: 'write a whole number, 1 or more' })
  .min(1, { error: 'write a whole number, 1 or more' });
const counts = z
  .strictObject({ warning: count.optional(), critical: count.optional() })
  .refine(inOrder.check, inOrder.because);

export const thresholds = z.strictObject({
  lag_bytes: levels.optional(),
  lag_time: times.optional(),
  lag_for: duration.optional(),
  lag_clear_ratio: z
    .number({ error: 'write a share between 0 and 1, for example 0.5' })
    .min(0, { error: 'write a share between 0 and 1, for example 0.5' })
    .max(1, { error: 'write a share between 0 and 1, for example 0.5' })
    .optional(),
  clear_for: duration.optional(),
  disconnected_for: duration.optional(),
  paused_bytes: size.optional(),
  paused_for: duration.optional(),
  sync_wait: duration.optional(),
  slot_inactive_for: duration.optional(),
  slot_retained: levels.optional(),
  slot_time_left: timesLeft.optional(),
  archive_for: duration.optional(),
  archive_backlog: counts.optional(),
  conflicts: count.optional(),
  conflicts_within: durationBetween(1000, 60 * 60_000, 'from 1s to 1h').optional(),
});

const kept = (leastMs: number, mostDays: number): z.ZodType<number, string> =>
  durationBetween(leastMs, mostDays * day, `from 1d to ${mostDays}d`);

const connection = {
  user: text('the role pgrepl logs in as').optional(),
  password: text('the password, best as ${A_VARIABLE}').optional(),
  database: text('the database to connect to').optional(),
  sslmode: sslMode.optional(),
  sslrootcert: text('the path of a file with the trusted certificates').optional(),
};

const polling = {
  schedule: schedule.optional(),
  /** Total time a node may take to answer one poll. */
  deadline: timeout.optional(),
  connect_timeout: timeout.optional(),
  thresholds: thresholds.optional(),
};

const attention = {
  escalation: escalation.optional(),
  quiet_hours: quietHours.optional(),
  digest: digest.optional(),
};

export const node = z.strictObject({
  host: host.optional(),
  port: port.optional(),
  url: text('a URL such as postgres://pgrepl@db1.example:5432/postgres').optional(),
  application_name: text("the application_name in this node's primary_conninfo").optional(),
  thresholds: thresholds.optional(),
  commands: commands.optional(),
  replication: replication.optional(),
  ...connection,
});

const contract = z.strictObject({
  required: z
    .number({ error: 'write how many standbys a commit must wait for, 0 or more' })
    .int({ error: 'write how many standbys a commit must wait for, 0 or more' })
    .min(0, { error: 'write how many standbys a commit must wait for, 0 or more' }),
  eligible: z
    .number({ error: 'write how many standbys count in all, synchronous and potential' })
    .int({ error: 'write how many standbys count in all, synchronous and potential' })
    .min(0, { error: 'write how many standbys count in all, synchronous and potential' })
    .optional(),
  synchronous_commit: z
    .enum(['remote_apply', 'on', 'remote_write', 'local', 'off'], {
      error: 'choose one of remote_apply, on, remote_write, local, off (in quotes)',
    })
    .optional(),
});

const channel = z
  .string({ error: 'write a channel such as "#pg-alerts" (in quotes) or its id' })
  .regex(/^(#[^\s#]{1,80}|[CG][A-Z0-9]{6,})$/, {
    error: 'write a channel such as "#pg-alerts" (in quotes) or its id, C0123456789',
  });

export const cluster = z.strictObject({
  channel: channel.optional(),
  nodes: z.record(z.string(), node, { error: 'list the nodes by name' }),
  sync: contract.optional(),
  // In quotes: as a number it would lose its last digits.
  system_identifier: z
    .string({ error: "write the digits of pg_control_system()'s system_identifier, in quotes" })
    .regex(/^[1-9]\d{0,19}$/, {
      error: "write the digits of pg_control_system()'s system_identifier, in quotes",
    })
    .optional(),
  flap_window: duration.optional(),
  operations: operations.optional(),
  ...attention,
  ...polling,
  ...connection,
});

export const file = z.strictObject({
  slack: z
    .strictObject({
      mode: z.enum(['socket', 'http'], { error: 'choose socket or http' }).optional(),
      channel: channel.optional(),
      fallback_channel: channel.optional(),
      listen: z
        .strictObject({ host: text('an address').optional(), port: port.optional() })
        .optional(),
    })
    .optional(),
  store: z
    .strictObject({
      directory: text('the directory of the embedded store').optional(),
      url: text('a URL such as postgres://pgrepl@store.example/pgrepl').optional(),
    })
    .optional(),
  http: z.strictObject({ host: text('an address').optional(), port: port.optional() }).optional(),
  lag_history: z
    .strictObject({
      ten_seconds: kept(day, 7).optional(),
      minutes: kept(day, 90).optional(),
      ten_minutes: kept(day, 730).optional(),
    })
    .optional(),
  findings_url: pagesUrl.optional(),
  log_level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], {
      error: 'choose one of trace, debug, info, warn, error, fatal',
    })
    .optional(),
  defaults: z
    .strictObject({ operations: operations.optional(), ...attention, ...polling, ...connection })
    .optional(),
  clusters: z.record(z.string(), cluster, { error: 'list the clusters by name' }),
});

export type FileConfig = z.output<typeof file>;
export type ClusterFileConfig = z.output<typeof cluster>;
export type NodeFileConfig = z.output<typeof node>;
export type ThresholdsFileConfig = z.output<typeof thresholds>;
