import type { AppConfig } from '../config/model.js';
import type { FleetSnapshot } from '../incidents/fleet.js';
import { storedParts } from '../replication/lag-history/range.js';
import { chartWords, type ChartWords } from '../slack/commands/wanted-chart.js';
import { readLagHistory } from '../store/index.js';
import { chartReport } from '../wording/lag-chart/report.js';
import { toTerminal } from '../wording/sections.js';
import { besideStore } from './beside-store.js';
import type { CliContext, ExitCode } from './context.js';
import { readConfig, type ConfigChoice } from './read-config.js';
import { lagNow } from './status.js';
import { spanOfLag, storedChart } from './stored-chart.js';

export interface LagChoice extends ConfigChoice {
  /** What was typed behind the command: `[cluster] [6h] [time|bytes]`. */
  readonly words: readonly string[];
}

/**
 * Prints what `/pgrepl lag` shows: how far each standby is behind now, 1 if anything is wrong or
 * unknown; or, for a span, from the store how far each was, 1 if the store can't be read.
 */
export async function lag(context: CliContext, choice: LagChoice): Promise<ExitCode> {
  const words = choice.words.join(' ').trim();
  if (words === '') return lagNow(context, choice);
  const config = await readConfig(context, choice);
  if (config === undefined) return 2;
  const wanted = chartWords(words, { fleet: namesOf(config), command: 'pgrepl' });
  switch (wanted.kind) {
    case 'none':
      return lagNow(context, { ...choice, cluster: words });
    case 'refused':
      context.err(toTerminal(wanted.answer.sections));
      return 2;
    case 'wanted':
      return lagThen(context, choice, wanted);
  }
}

/** The clusters by their names alone: nobody has looked at them. */
function namesOf({ clusters }: AppConfig): FleetSnapshot {
  return {
    clusters: clusters.map(({ name }) => ({
      cluster: name,
      topology: null,
      findings: [],
      incidents: [],
      silences: [],
      pollEveryMs: 0,
    })),
    self: [],
  };
}

async function lagThen(
  context: CliContext,
  choice: LagChoice,
  { cluster, spanMs, measures }: Extract<ChartWords, { kind: 'wanted' }>,
): Promise<ExitCode> {
  const now = context.clock.now();
  return besideStore(context, choice, async ({ config, connection, interrupted }) => {
    const span = spanOfLag(config, cluster, { from: now - spanMs, to: now });
    const { from, to, stepMs } = span;
    const parts = storedParts(from, to, now, config.lagHistory);
    const question = { cluster, from, to, stepMs, parts };
    const { lag: history, ...events } = await readLagHistory(connection, question, interrupted);
    const chart = storedChart(config, { cluster, span, lag: history, events, measures });
    context.out(toTerminal(chartReport(chart)));
    return 0;
  });
}
