import { startLocalSlack, type LocalSlack } from '../../lab/slack/local-slack.js';
import type { Stage } from './stage.js';

export async function startSlack(stage: Stage): Promise<LocalSlack> {
  const slack = await startLocalSlack();
  return stage.keep('local Slack', slack, () => slack.stop());
}
