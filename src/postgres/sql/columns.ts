import { z } from 'zod';
import type { Lsn } from '../../replication/lsn.js';
import { parseLsn } from '../../replication/lsn.js';

/** A `pg_lsn` as JSON has it: text. */
export const lsn = z.string().transform((text, context): Lsn => {
  const parsed = parseLsn(text);
  if (parsed !== undefined) return parsed;
  context.addIssue('is not a WAL position');
  return z.NEVER;
});

export const whole = z.number().int();
