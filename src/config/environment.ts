import { z } from 'zod';
import type { Environment } from './interpolate.js';
import type { ConfigProblem } from './problem.js';

const token = (prefix: string, what: string): z.ZodString =>
  z.string().startsWith(prefix, { error: `this must be ${what}, which starts with ${prefix}` });

const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'this must be a URL that starts with https:// (or http://)',
});

/** Every variable that pgrepl reads; `.env.example` names the same, and a test holds them together. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: token('xoxb-', "the app's bot token").optional(),
  SLACK_APP_TOKEN: token('xapp-', 'an app-level token with connections:write').optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_API_URL: httpUrl.optional(),
  PGREPL_CONFIG: z.string().optional(),
  PGREPL_STORE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'this must be a URL that starts with postgres://' })
    .optional(),
  PGREPL_STORE_DIRECTORY: z.string().optional(),
  PGREPL_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], {
      error: 'choose one of trace, debug, info, warn, error, fatal',
    })
    .optional(),
});

export type EnvironmentConfig = z.output<typeof environmentSchema>;

/** Reads the variables above; an empty one counts as not set. Values are never shown. */
export function readEnvironment(environment: Environment): {
  readonly values: EnvironmentConfig;
  readonly problems: readonly ConfigProblem[];
} {
  const names = Object.keys(environmentSchema.shape);
  const present = Object.fromEntries(
    names.flatMap((key) => {
      const value = environment[key]?.trim();
      return value === undefined || value === '' ? [] : [[key, value]];
    }),
  );
  const parsed = environmentSchema.safeParse(present);
  if (parsed.success) return { values: parsed.data, problems: [] };
  const bad = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  const rest = Object.fromEntries(Object.entries(present).filter(([key]) => !bad.has(key)));
  return {
    values: environmentSchema.parse(rest),
    problems: parsed.error.issues.map((issue) => ({
      path: String(issue.path[0]),
      line: null,
      message: issue.message,
    })),
  };
}
