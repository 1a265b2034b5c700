import type { EpochMs } from '../../replication/observation.js';
import type { Promotion, WhatIf } from '../../replication/whatif/model.js';
import type { Section } from '../../wording/sections.js';
import { asJson, linesOf } from './common.js';

/** What `whatif` says, for scripts: docs/operating.md tells its shape. */
export function whatIfJson(
  cluster: string,
  outlook: WhatIf,
  sections: readonly Section[],
  now: EpochMs,
): string {
  const { supposition, commits, next, survival, heir, promotion } = outlook;
  return asJson(now, {
    cluster,
    down: supposition.down,
    promoted: supposition.promoted,
    silentAlready: outlook.silentAlready,
    commits,
    waitsForLost: outlook.waitsForLost,
    next,
    receiving: outlook.receiving,
    cutOff: outlook.cutOff,
    kept: outlook.kept.map(({ node, upstream, how }) => ({ node, upstream, ...how })),
    walBytesPerSecond: outlook.writeRate?.bytesPerSecond ?? null,
    survival,
    heir: heir === null ? null : promotionOf(heir),
    promotion: promotion === null ? null : promotionOf(promotion),
    lines: linesOf(sections),
  });
}

function promotionOf(promotion: Promotion): object {
  const { node, obstacle, beside, replay, lacksBytes, archiveFed } = promotion;
  const { hasAcknowledged, commits, dropsSynchrony, followers, slotsLeft } = promotion;
  return {
    node,
    obstacle,
    beside,
    replay,
    lacksBytes,
    archiveFed,
    hasAcknowledged,
    commits,
    dropsSynchrony,
    followers,
    slotsLeft,
  };
}
