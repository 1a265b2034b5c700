import { z } from 'zod';
import { findingPlace, pageUrl } from '../wording/finding-pages/page-url.js';
import { parseDurationMs, parseSizeBytes } from './units.js';

export const day = 86_400_000;

/** A duration between two bounds, ms; `within` says them in words. */
export function durationBetween(
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

export const duration = durationBetween(0, 30 * day, 'up to 30d');
/** Shorter than any network, a time-out would call every node silent. */
export const timeout = durationBetween(10, 60_000, 'from 10ms to 1min');

export const size = z
  .string({ error: 'write a size such as 64MB or 1GB' })
  .refine((text) => parseSizeBytes(text) !== undefined, {
    error: 'write a size such as 64MB or 1GB',
  })
  .transform((text) => parseSizeBytes(text) ?? 0);

export const port = z
  .number({ error: 'write a port number from 1 to 65535' })
  .int({ error: 'write a port number from 1 to 65535' })
  .min(1, { error: 'write a port number from 1 to 65535' })
  .max(65_535, { error: 'write a port number from 1 to 65535' });

export const text = (what: string): z.ZodString =>
  z.string({ error: `write ${what}` }).min(1, { error: `write ${what}` });

/** A name, an address or the directory of a socket: a URL has a key of its own. */
export const host = z
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

export const sslModes = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
] as const;

export const sslMode = z.enum(sslModes, { error: `choose one of ${sslModes.join(', ')}` });

/** It must hold in a message of Slack, where `<`, `>` and `|` end a link. */
function isPagesUrl(text: string): boolean {
  const example = pageUrl(text, 'slot-lost');
  if (text.length > 500 || /[\s<>|"]/.test(text) || !URL.canParse(example)) return false;
  const { protocol, username, password, search, hash } = new URL(example);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  const isWhole = text.includes(findingPlace) || (search === '' && hash === '');
  return isWeb && username === '' && password === '' && isWhole;
}

/** Where a team publishes the pages of the findings. */
export const pagesUrl = z
  .string({ error: 'write an address such as https://example.com/pgrepl/findings' })
  .refine(isPagesUrl, {
    error: `write an http or https address without a user, such as https://example.com/pgrepl/findings, or with ${findingPlace} where the finding's name belongs`,
  });
