import type { types } from '@slack/bolt';
import type { Incident } from '../../incidents/model.js';
import { headOf, incidentName } from '../../wording/incident-words.js';
import { operationList } from '../../wording/operation-list.js';
import { roleChangeLines } from '../../wording/role-change-list.js';
import { safeName } from '../../wording/safe-text.js';
import { lineOn, section, type Line } from '../../wording/sections.js';
import { formatDuration } from '../../wording/units.js';
import type { Board, Recent } from '../home/board.js';
import { blocksFromSections } from './from-sections.js';
import { contextBlock } from './limits.js';
import { peopleIn } from './people.js';

/** Characters for what ended, and for what changed: the board is for what is so now. */
const room = { ended: 1_000, changes: 1_500 } as const;

/** What ended in the last day, and whose role or timeline changed. */
export function recentBlocks({ recent, at }: Board): types.KnownBlock[] {
  if (recent === null) {
    return [contextBlock("What ended lately can't be read: the store gives no answer just now.")];
  }
  const { incidents, operations, changes } = recent;
  const [ended] = operationList(operations, null, at);
  const lines = [
    ...incidents.map((incident) => endedLine(incident, at)),
    ...(operations.length === 0 ? [] : (ended?.lines ?? [])),
  ];
  return [
    ...(lines.length === 0
      ? []
      : [
          { type: 'divider' } as const,
          ...blocksFromSections(
            [section({ title: 'Ended in the last day', lines })],
            { people: peopleIn(operations.map(({ requestedBy }) => requestedBy)), today: at },
            room.ended,
          ),
        ]),
    ...changeBlocks(changes),
  ];
}

function endedLine(incident: Incident, at: number): Line {
  const head = headOf(incident);
  const lasted = formatDuration((incident.resolvedAt ?? at) - incident.openedAt);
  return lineOn(
    incidentName(incident),
    `${safeName(incident.cluster)}: resolved after ${lasted}. ${head?.what ?? ''}`,
    'ok',
  );
}

function changeBlocks(changes: Recent['changes']): types.KnownBlock[] {
  if (changes.length === 0) return [];
  const title = 'Roles and timelines that changed in the last day';
  return [
    { type: 'divider' },
    ...blocksFromSections(
      [section({ title, lines: roleChangeLines(changes) })],
      undefined,
      room.changes,
    ),
  ];
}
