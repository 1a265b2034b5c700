import type { types } from '@slack/bolt';
import type { EpochMs } from '../../replication/observation.js';
import type { Line, Section } from '../../wording/sections.js';
import {
  fit,
  nobody,
  plain,
  preformattedLine,
  sentence,
  slackDate,
  slackLink,
  type Mentionable,
} from './escape.js';
import { withLocalTimes, withLocalTimesOn, withLocalTimesSince } from './local-times.js';
import { contextBlock, limits, pack, sectionBlock, takeLines } from './limits.js';
import { markEmoji } from './marks.js';

/** How the texts of sections are to be read. */
export interface Reading {
  readonly people: Mentionable;
  /** The day that times without a date are of; null to leave them as they are told. */
  readonly today: EpochMs | null;
}

const asTold: Reading = { people: nobody, today: null };

/** No line needs more; a longer one holds somebody's endless name. */
const maxLine = 700;

const fence = '```';

/** A row of fixed width may be a command, of which no part may be missing: as long as a block takes. */
const maxRow = limits.sectionText - 2 * fence.length - 2;

/**
 * The sections of an answer as blocks. Sentences come before tables when room is short: what is
 * wrong must not fall behind a tree of a hundred nodes, of which a part is then left out and said
 * to be.
 *
 * @param room how many characters there are for all of it
 */
export function blocksFromSections(
  sections: readonly Section[],
  reading: Reading = asTold,
  room: number = limits.messageText,
): types.KnownBlock[] {
  const told = sections.map((part) => ({
    heading: heading(part, reading),
    lines: [
      ...part.lines.map((each) => lineText(each, reading)),
      ...(part.link === null ? [] : [slackLink(part.link)]),
    ],
    preformatted: part.preformatted.map((each) => fit(each, maxRow, preformattedLine)),
  }));
  const heads = sum(told.map((part) => part.heading.length));
  let left = room - heads;
  const lines = told.map((part) => {
    const taken = takeLines(part.lines, left);
    left -= sum(taken.map((each) => each.length + 1));
    return taken;
  });
  return told.flatMap((part, index) => {
    const rows = takeLines(part.preformatted, left);
    left -= sum(rows.map((each) => each.length + 1));
    const shown = lines[index] ?? [];
    return [
      ...texts(part.heading, rows, shown),
      ...leftOut(part.preformatted.length - rows.length + part.lines.length - shown.length),
    ];
  });
}

function texts(
  head: string,
  rows: readonly string[],
  lines: readonly string[],
): types.KnownBlock[] {
  const tables = pack(rows, maxRow).map((table) => `${fence}\n${table}\n${fence}`);
  const prose = pack(lines, limits.sectionText);
  return join([...(head === '' ? [] : [head]), ...tables, ...prose]).map(sectionBlock);
}

/** Neighbours that fit into one section together share one. */
function join(pieces: readonly string[]): string[] {
  return pack(pieces, limits.sectionText);
}

function leftOut(count: number): types.KnownBlock[] {
  if (count === 0) return [];
  return [
    contextBlock(
      count === 1 ? '1 more line does not fit here.' : `${count} more lines do not fit here.`,
    ),
  ];
}

function heading(part: Section, reading: Reading): string {
  const title = part.title === null ? '' : `*${fit(part.title, 300, plain)}*`;
  const detail =
    part.detail === null ? '' : fit(part.detail, maxLine, (text) => markup(text, reading));
  const text = [title, detail].filter((each) => each !== '').join(' · ');
  return text === '' ? '' : markEmoji(part.mark) + text;
}

function lineText(each: Line, reading: Reading): string {
  const since =
    each.since === null ? '' : ` · since ${slackDate(each.since.at)} (${each.since.ago})`;
  const lead = each.lead === null ? '' : `*${fit(each.lead, 300, plain)}*: `;
  const moment = each.at === null ? '' : `${slackDate(each.at)} · `;
  return moment + markEmoji(each.mark) + lead + told(each, reading) + since;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** The sentence of a line; its times are those before, or from, the moment that the line says. */
function told({ text, since, at }: Line, reading: Reading): string {
  if (at !== null) {
    return fit(text, maxLine, (part) => withLocalTimes(sentence(part, reading.people), at));
  }
  return fit(text, maxLine, (part) =>
    since === null
      ? markup(part, reading)
      : withLocalTimesSince(sentence(part, reading.people), since.at),
  );
}

function markup(text: string, { people, today }: Reading): string {
  const told = sentence(text, people);
  return today === null ? told : withLocalTimesOn(told, today);
}
