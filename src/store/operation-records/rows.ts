import { z } from 'zod';
import type { Interruption, Operation, Outcome } from '../../operations/model.js';
import type { Plan } from '../../operations/plan-model.js';
import { reader } from '../operations/rows.js';

/** What the store itself counts on, and what everybody goes through. */
const outline = z.object({
  target: z.string(),
  nodes: z.array(z.unknown()),
  checks: z.array(z.unknown()),
  steps: z.array(z.unknown()),
  needs: z.object({ approvals: z.number() }),
});

/** Handed on as it is: a copy could lose what was approved. */
const plan = z.custom<Plan>((value) => outline.safeParse(value).success);

const approval = z.object({ actor: z.string(), at: z.number(), planHash: z.string() });

const step = z.object({
  position: z.number(),
  step: z.string(),
  node: z.string(),
  words: z.string(),
  exact: z.array(z.string()),
  state: z.enum(['intended', 'done', 'failed', 'unknown']),
  intendedAt: z.number(),
  endedAt: z.number().nullable(),
  result: z.string().nullable(),
});

const outcome: z.ZodType<Outcome> = z.object({
  kind: z.enum([
    'refused',
    'rejected',
    'expired',
    'aborted',
    'completed',
    'completed-with-warnings',
    'unknown',
    'closed',
  ]),
  words: z.string(),
  warnings: z.array(z.string()),
  downtimeMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  rejoin: z
    .object({
      how: z.enum(['follow', 'rewind', 'reclone', 'by-hand']),
      forkLsn: z.string().nullable(),
      evidence: z.array(z.string()),
    })
    .nullable(),
  leftToDo: z.array(
    z.object({ node: z.string(), words: z.string(), commands: z.array(z.string()) }),
  ),
});

const interruption: z.ZodType<Interruption> = z.object({
  at: z.number(),
  found: z.array(z.string()),
  pastNoReturn: z.union([z.boolean(), z.literal('unknown')]),
  goOn: z.string(),
  other: z.string(),
});

const operation = z.object({
  id: z.string(),
  number: z.number(),
  cluster: z.string(),
  kind: z.enum(['switchover', 'promote']),
  state: z.enum(['requested', 'running', 'interrupted', 'ended']),
  target: z.string(),
  reason: z.string().nullable(),
  forced: z.boolean(),
  requestedBy: z.string(),
  requestedAt: z.number(),
  expiresAt: z.number(),
  channel: z.string(),
  plan,
  planHash: z.string(),
  planVersion: z.number(),
  planChanges: z.array(z.string()),
  approvals: z.array(approval),
  steps: z.array(step),
  claimedBy: z.string().nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  outcome: outcome.nullable(),
  interruption: interruption.nullable(),
  changedAt: z.number(),
});

export const toOperation = reader<Operation>('operation', operation);
