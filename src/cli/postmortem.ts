import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Renderer } from '../chart/renderer.js';
import type { AppConfig } from '../config/model.js';
import { storedParts } from '../replication/lag-history/range.js';
import { readIncident, type IncidentOnRecord } from '../store/index.js';
import { incidentSpan } from '../wording/lag-chart/incident-span.js';
import type { LagChart } from '../wording/lag-chart/model.js';
import { pictureName, postmortemDraft } from '../wording/postmortem/draft.js';
import { besideStore } from './beside-store.js';
import type { CliContext, ExitCode } from './context.js';
import type { ConfigChoice } from './read-config.js';
import { spanOfLag, storedChart } from './stored-chart.js';

export interface PostmortemChoice extends ConfigChoice {
  /** The 7 of INC-7. */
  readonly number: number;
  /** The file that the draft is written to, its picture beside it; undefined for standard output. */
  readonly output?: string | undefined;
}

/** Prints a draft of a post-mortem in Markdown, or writes it to a file with a picture of the lag. */
export async function postmortem(context: CliContext, choice: PostmortemChoice): Promise<ExitCode> {
  const now = context.clock.now();
  const { number, output } = choice;
  return besideStore(context, choice, async ({ config, connection, interrupted }) => {
    const recorded = await readIncident(
      connection,
      number,
      (incident) => {
        const span = spanOfLag(config, incident.cluster, incidentSpan(incident, now));
        const { from, to, stepMs } = span;
        return { stepMs, parts: storedParts(from, to, now, config.lagHistory) };
      },
      interrupted,
    );
    if (recorded === null) {
      context.err(`There is no incident INC-${number}.`);
      return 1;
    }
    const chart = chartOf(recorded, config, now);
    const { incident, entries, operations } = recorded;
    // Nobody asks Slack for names here: people are called by their ids.
    const people = new Map<string, string>();
    const facts = { incident, entries, operations, chart, people, now };
    if (output === undefined) {
      await context.print(postmortemDraft({ ...facts, picture: null }).trimEnd());
      return 0;
    }
    try {
      const picture = await pictureBeside(output, recorded, chart);
      await writeFile(output, postmortemDraft({ ...facts, picture }));
      const beside = picture === null ? '' : `, its picture in ${join(dirname(output), picture)}`;
      context.err(`The draft is in ${output}${beside}.`);
      return 0;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      context.err(`The draft can't be written to ${output}: ${why}`);
      return 1;
    }
  });
}

function chartOf(
  { incident, entries, operations, others, lag }: IncidentOnRecord,
  config: AppConfig,
  now: number,
): LagChart {
  const { cluster } = incident;
  const span = spanOfLag(config, cluster, incidentSpan(incident, now));
  const { from, to } = span;
  return storedChart(config, {
    cluster,
    span,
    lag,
    events: {
      incidents: others.filter((each) => each.openedAt <= to && (each.resolvedAt ?? to) >= from),
      operations,
      entries,
    },
    measures: ['time', 'bytes'],
  });
}

/** Draws the picture into a file beside the draft; null where there is nothing to draw. */
async function pictureBeside(
  output: string,
  { incident }: IncidentOnRecord,
  chart: LagChart,
): Promise<string | null> {
  if (chart.panels.every(({ series }) => series.length === 0)) return null;
  const name = pictureName(incident);
  const renderer = new Renderer();
  try {
    await writeFile(join(dirname(output), name), await renderer.png(chart));
  } finally {
    await renderer.stop();
  }
  return name;
}
