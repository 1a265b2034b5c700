import type { types } from '@slack/bolt';
import type { FleetSnapshot } from '../../incidents/fleet.js';
import type { EpochMs } from '../../replication/observation.js';
import { fleetStatus } from '../../wording/fleet-status.js';
import { slackDate } from './escape.js';
import { blocksFromSections } from './from-sections.js';
import { contextBlock, limits, withinBlocks } from './limits.js';

/** A Home tab made of blocks that pgrepl knows. */
export type HomeTab = types.HomeView & { blocks: types.KnownBlock[] };

/** The Home tab: the fleet as it was when the tab was opened. */
export function homeView(fleet: FleetSnapshot, now: EpochMs): HomeTab {
  return {
    type: 'home',
    blocks: withinBlocks(
      blocksFromSections(fleetStatus(fleet, now)),
      [contextBlock(`As of ${slackDate(now)}. \`/pgrepl help\` lists what can be asked.`)],
      limits.blocksInHome,
    ),
  };
}

/** The Home tab of somebody who may not see the fleet. */
export function refusedHome(reason: string): HomeTab {
  return { type: 'home', blocks: [contextBlock(reason)] };
}
