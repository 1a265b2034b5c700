import type { PanelNight } from './panel-api.js';

/**
 * What takes hours in production, in the time of a visit: who is called for critical trouble that
 * nobody takes, and when the channel is told how the day was.
 */
export interface Night {
  readonly callAfterSeconds: number;
  readonly callEverySeconds: number;
  readonly calls: number;
  /** The user group of the local Slack that is called: its id and its handle. */
  readonly group: { readonly id: string; readonly handle: string };
  /** When the first digest comes, ms since the epoch: a full minute, as the configuration knows no seconds. */
  readonly digestAtMs: number;
}

const minuteMs = 60_000;
/** pgrepl must be up by then, on a slow machine too, and a visitor have broken something, ms. */
const leadMs = 60_000;

/** The night of a demo that is started now. */
export function nightFrom(nowMs: number): Night {
  return {
    callAfterSeconds: 20,
    callEverySeconds: 20,
    calls: 3,
    group: { id: 'S0DBAONCALL', handle: 'dba-oncall' },
    digestAtMs: Math.ceil((nowMs + leadMs) / minuteMs) * minuteMs,
  };
}

/** What the configuration says of it. */
export function nightConfig(night: Night): Readonly<Record<string, unknown>> {
  return {
    escalation: {
      after: `${night.callAfterSeconds}s`,
      every: `${night.callEverySeconds}s`,
      times: night.calls,
      mention: night.group.id,
    },
    digest: { at: new Date(night.digestAtMs).toISOString().slice(11, 16), time_zone: 'UTC' },
  };
}

/** What the panel shows of it. */
export function panelNight(night: Night): PanelNight {
  return {
    callAfterSeconds: night.callAfterSeconds,
    callEverySeconds: night.callEverySeconds,
    called: `@${night.group.handle}`,
    digestAt: new Date(night.digestAtMs).toISOString(),
  };
}
