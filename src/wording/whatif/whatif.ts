import type { ClusterSnapshot } from '../../incidents/fleet.js';
import type { EpochMs } from '../../replication/observation.js';
import type { Supposition, WhatIf } from '../../replication/whatif/model.js';
import type { Topology } from '../../replication/topology/model.js';
import { nodeNamed } from '../../replication/topology/walk.js';
import { dataAge } from '../data-age.js';
import { listNames, safeName } from '../safe-text.js';
import { line, lineOn, section, type Line, type Section } from '../sections.js';
import { commitsThen } from './commits.js';
import { nobodyLines, promotionLines, survivalLine } from './promotion.js';
import { cutOffThen, keptThen, redundancyThen } from './standbys.js';

/** What would happen, in the order in which it matters: commits, data, who is left, what is kept. */
export function whatIfSections(
  snapshot: ClusterSnapshot,
  topology: Topology,
  outlook: WhatIf,
  now: EpochMs,
): Section[] {
  const age = dataAge(snapshot, now);
  const title = `${safeName(snapshot.cluster)}: if ${supposed(outlook.supposition)}`;
  const lines = [...silentLines(outlook), ...consequences(topology, outlook)];
  const stale = age.stale ? [line('This picture is old: much may have changed.', 'unknown')] : [];
  return [
    section({ title, detail: age.text, lines: [...stale, ...lines] }),
    section({
      lines: [
        line('Worked out from what pgrepl has seen; no server was asked, and nothing is changed.'),
      ],
    }),
  ];
}

/** `s1 is down`, `pg1 and s2 are down and s1 is promoted`. */
export function supposed({ down, promoted }: Supposition): string {
  const parts = [
    ...(down.length === 0
      ? []
      : [`${listNames(down, 8)} ${down.length === 1 ? 'is' : 'are'} down`]),
    ...(promoted === null ? [] : [`${safeName(promoted)} is promoted`]),
  ];
  return parts.join(' and ');
}

function silentLines({ silentAlready }: WhatIf): readonly Line[] {
  if (silentAlready.length === 0) return [];
  const [names, one] = [listNames(silentAlready), silentAlready.length === 1];
  return [
    line(
      `${names} ${one ? 'gives' : 'give'} no answer as it is; \`status\` says what is so now.`,
      'unknown',
    ),
  ];
}

function consequences(topology: Topology, outlook: WhatIf): readonly Line[] {
  const { commits, survival, heir, promotion, after } = outlook;
  const primary =
    topology.primary.kind === 'one' || topology.primary.kind === 'unreachable'
      ? topology.primary.node
      : null;
  const losesPrimary = primary !== null && outlook.supposition.down.includes(primary);
  if (losesPrimary) {
    const told = commitsThen(topology, outlook);
    return [
      ...(promotion === null ? [lineOn('Commits', told.text, told.mark)] : []),
      ...(survival === null ? [] : [survivalLine(survival, primary, outlook.supposition.promoted)]),
      ...(promotion !== null
        ? promotionLines(promotion, after, { isHeir: false, survival })
        : heir === null
          ? nobodyLines(after)
          : promotionLines(heir, after, { isHeir: true, survival })),
      ...keptLines(outlook),
    ];
  }
  const told = commitsThen(topology, outlook);
  const stands = promotion === null || promotion.obstacle === null;
  return [
    ...(promotion === null ? [] : promotionLines(promotion, after, { isHeir: false, survival })),
    ...(stands
      ? [
          lineOn(
            primary === null || promotion === null ? 'Commits' : `Commits on ${safeName(primary)}`,
            told.text,
            told.mark,
          ),
        ]
      : []),
    ...(primary !== null && commits.kind !== 'unknown' && stands
      ? [redundancyLine(primary, outlook)]
      : []),
    ...outlook.cutOff.map((each) => lineOn('Branch', cutOffThen(each), 'warning')),
    ...(stands ? keptLines(outlook) : []),
    ...foreignLines(topology, outlook.supposition.down),
  ];
}

function redundancyLine(primary: string, outlook: WhatIf): Line {
  const { text, mark } = redundancyThen(primary, outlook);
  return lineOn('Redundancy', text, mark);
}

function keptLines({ kept, writeRate }: WhatIf): readonly Line[] {
  return kept.map((each) => {
    const { text, mark } = keptThen(each, writeRate);
    return lineOn('WAL', text, mark);
  });
}

function foreignLines(topology: Topology, down: readonly string[]): readonly Line[] {
  return down
    .filter((name) => nodeNamed(topology, name)?.foreign === true)
    .map((name) =>
      line(
        `At the address of ${safeName(name)} a server of another system answers: its loss is none of this cluster's.`,
        'unknown',
      ),
    );
}
