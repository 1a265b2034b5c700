import { LogLevel, type Logger } from '@slack/bolt';
import type { Log } from './ports.js';

/** Slack's tokens begin with `xox` and a letter, or `xapp`. */
const token = /\bx(?:ox[a-z]|app)-[\w-]+/gi;

/** The text with everything that looks like one of Slack's tokens taken out. */
export function withoutTokens(text: string): string {
  return text.replace(token, '[token]');
}

/**
 * The logger that Bolt and its clients write to. Their debug lines hold whole requests, so they are
 * left out altogether; what remains is freed of tokens.
 */
export function boltLogger(log: Log): Logger {
  let name = 'bolt';
  let level = LogLevel.INFO;
  const write =
    (to: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]): void => {
      log[to]({ from: name }, withoutTokens(parts.map(inWords).join(' ')));
    };
  return {
    debug: () => undefined,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    setLevel: (next) => {
      level = next;
    },
    getLevel: () => level,
    setName: (next) => {
      name = next;
    },
  };
}

function inWords(part: unknown): string {
  if (typeof part === 'string') return part;
  if (part instanceof Error) return part.message;
  return part === undefined ? '' : JSON.stringify(part);
}
