/** One thing that was tried at Slack. */
export interface SlackCheck {
  readonly level: 'pass' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it; null where there is nothing to do. */
  readonly remedy: string | null;
}

export function pass(message: string): SlackCheck {
  return { level: 'pass', message, remedy: null };
}

export function warn(message: string, remedy: string): SlackCheck {
  return { level: 'warn', message, remedy };
}

export function fail(message: string, remedy: string): SlackCheck {
  return { level: 'fail', message, remedy };
}
