import { z } from 'zod';
import { nodeCommands } from '../operations/facts.js';
import { day, duration, durationBetween, host, port, size, sslMode, text } from './values.js';

/** Ids alone: names change hands, and nobody must come to be allowed by renaming themselves. */
const principal = z
  .string({ error: 'write the id of a Slack user (U… or W…) or user group (S…)' })
  .regex(/^[UWS][A-Z0-9]{2,}$/, {
    error:
      'write an id, not a name: a user\'s (U… or W…: open the profile in Slack, "⋮", "Copy member ID") or a user group\'s (S…: "People", "User groups", open it, "⋮", "Copy group ID")',
  });

const principals = z.array(principal, {
  error: 'write a list of ids of Slack users and user groups, for example [U0123ABCD, S0123ABCD]',
});

const authority = z.strictObject({
  request: principals.optional(),
  approve: principals.optional(),
});

const count = (what: string, least: number, most: number): z.ZodNumber => {
  const error = `write ${what}, from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};

const patience = durationBetween(100, day, 'from 100ms to 1d');

const files = count('a number of WAL files', 0, 1_000_000);

const bounds = z
  .strictObject({
    lag_bytes: size.optional(),
    lag_time: duration.optional(),
    archive_warn: files.optional(),
    archive_block: files.optional(),
    long_transaction: duration.optional(),
  })
  .refine(({ archive_warn: warn = 0, archive_block: block = warn }) => warn <= block, {
    error: 'write an archive_warn that is not above archive_block',
  });

const timeouts = z.strictObject({
  checkpoint: patience.optional(),
  stop: patience.optional(),
  receive: patience.optional(),
  promote: patience.optional(),
  follow: patience.optional(),
  rejoin: patience.optional(),
  person: patience.optional(),
});

const argumentVector = z
  .array(z.string({ error: 'an argument is a text: put it in quotes' }), {
    error:
      'write a list of arguments, for example [ssh, "{host}", sudo, systemctl, stop, postgresql]: pgrepl runs no shell',
  })
  .min(1, { error: 'name the program to run as the first of the list' })
  .refine(([program]) => program !== '', {
    error: 'name the program to run as the first argument',
  });

/** What is run for a node, by name. */
export const commands = z.strictObject(
  Object.fromEntries(nodeCommands.map((name) => [name, argumentVector.exactOptional()])) as Record<
    (typeof nodeCommands)[number],
    z.ZodExactOptional<typeof argumentVector>
  >,
);

const login = {
  user: text('the role that standbys log in as').optional(),
  password: text('its password, best as ${A_VARIABLE}').optional(),
  sslmode: sslMode.optional(),
};

/** How standbys reach a node. */
export const replication = z.strictObject({
  host: host.optional(),
  port: port.optional(),
  ...login,
});

const variable = z
  .string({ error: 'write the name of an environment variable' })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'write the name of an environment variable' });

export const operations = z.strictObject({
  driver: z.enum(['sql', 'command'], { error: 'choose sql or command' }).optional(),
  switchover: authority.optional(),
  promote: authority.optional(),
  approvals: count('how many people must approve', 1, 20).optional(),
  requester_may_approve: z.boolean({ error: 'write true or false' }).optional(),
  expires_after: durationBetween(1000, day, 'from 1s to 1d').optional(),
  bounds: bounds.optional(),
  timeouts: timeouts.optional(),
  user: text('the role that acts').optional(),
  password: text('its password, best as ${A_VARIABLE}').optional(),
  database: text('the database that it connects to').optional(),
  commands: commands.optional(),
  environment: z
    .array(variable, { error: 'write a list of names of environment variables' })
    .optional(),
  replication: z.strictObject(login).optional(),
});

export type OperationsFileConfig = z.output<typeof operations>;
