import { validate as validSchedule } from 'node-cron';
import { z } from 'zod';
import { parseDurationMs, parseSizeBytes } from './units.js';

const day = 86_400_000;

/** A duration between two bounds, ms; `within` says them in words. */
function durationBetween(
  leastMs: number,
  mostMs: number,
  within: string,
): z.ZodType<number, string> {
  const error = `write a duration such as 500ms, 30s or 5min, ${within}`;
  return z
    .string({ error })
    .refine(
      (text) => {
        const ms = parseDurationMs(text);
        return ms !== undefined && ms >= leastMs && ms <= mostMs;
      },
      { error },
    )
    .transform((text) => parseDurationMs(text) ?? 0);
}

const duration = durationBetween(0, 30 * day, 'up to 30d');
/** Shorter than any network, a time-out would call every node silent. */
const timeout = durationBetween(10, 60_000, 'from 10ms to 1min');

const size = z
  .string({ error: 'write a size such as 64MB or 1GB' })
  .refine((text) => parseSizeBytes(text) !== undefined, {
    error: 'write a size such as 64MB or 1GB',
  })
  .transform((text) => parseSizeBytes(text) ?? 0);

const schedule = z
  .string({ error: 'write a cron expression with seconds, for example "*/2 * * * * *"' })
  .refine((text) => text.trim().split(/\s+/).length === 6 && validSchedule(text), {
    error: 'write a cron expression of six fields, seconds first, for example "*/2 * * * * *"',
  });

const port = z
  .number({ error: 'write a port number from 1 to 65535' })
  .int({ error: 'write a port number from 1 to 65535' })
  .min(1, { error: 'write a port number from 1 to 65535' })
  .max(65_535, { error: 'write a port number from 1 to 65535' });

const text = (what: string): z.ZodString =>
  z.string({ error: `write ${what}` }).min(1, { error: `write ${what}` });

/** A name, an address or the directory of a socket: a URL has a key of its own. */
const host = z
  .string({ error: 'write the host name or address of the server' })
  .regex(/^(\/\S*|[^\s/@,]+)$/, {
    error: 'write one host name or address; a URL is written as url',
  });

/** Names are typed into commands: no white space, no mark-up. */
export const name = z
  .string({ error: 'a name is a word of up to 63 letters, digits, "_", "-" and "."' })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
    error:
      'a name is a word of up to 63 letters, digits, "_", "-" and ".", starting with a letter or digit',
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
});

export const sslModes = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
] as const;

const connection = {
  user: text('the role pgrepl logs in as').optional(),
  password: text('the password, best as ${A_VARIABLE}').optional(),
  database: text('the database to connect to').optional(),
  sslmode: z.enum(sslModes, { error: `choose one of ${sslModes.join(', ')}` }).optional(),
  sslrootcert: text('the path of a file with the trusted certificates').optional(),
};

const polling = {
  schedule: schedule.optional(),
  /** Total time a node may take to answer one poll. */
  deadline: timeout.optional(),
  connect_timeout: timeout.optional(),
  thresholds: thresholds.optional(),
};

export const node = z.strictObject({
  host: host.optional(),
  port: port.optional(),
  url: text('a URL such as postgres://pgrepl@db1.example:5432/postgres').optional(),
  application_name: text("the application_name in this node's primary_conninfo").optional(),
  thresholds: thresholds.optional(),
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
  log_level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], {
      error: 'choose one of trace, debug, info, warn, error, fatal',
    })
    .optional(),
  defaults: z.strictObject({ ...polling, ...connection }).optional(),
  clusters: z.record(z.string(), cluster, { error: 'list the clusters by name' }),
});

export type FileConfig = z.output<typeof file>;
export type ClusterFileConfig = z.output<typeof cluster>;
export type NodeFileConfig = z.output<typeof node>;
export type ThresholdsFileConfig = z.output<typeof thresholds>;
