import type { types } from '@slack/bolt';
import type { LagChart } from '../../wording/lag-chart/model.js';
import { truncate } from '../../wording/safe-text.js';

/** Slack's limits for an image block's description and title. */
const longestText = 2_000;

/** A picture that Slack has: `fileId` names a file that was handed over. */
export function pictureBlock(chart: LagChart, fileId: string): types.ImageBlock {
  return {
    type: 'image',
    slack_file: { id: fileId },
    alt_text: truncate(chart.altText, longestText),
    title: { type: 'plain_text', text: truncate(chart.title, longestText), emoji: false },
  };
}
