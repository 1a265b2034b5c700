/**
 * The local Slack: an HTTP and WebSocket server on 127.0.0.1 that Bolt talks to unchanged, for the
 * demo and the tests. It refuses what Slack refuses, by Slack's names for it.
 *
 * Where Slack's behaviour is not documented it is the stricter one: a reply to a thread that does not
 * exist is refused (`thread_not_found`), and so is more than 9,600 characters of text in all blocks.
 * It has not got: files of people, group direct messages, workflows, unfurling, scheduled
 * messages, Enterprise Grid, OAuth; and it keeps texts as they were sent, where Slack would escape a
 * bare `&`.
 */
export { ManualClock } from './server/clock.js';
export type { LocalSlack } from './server/local-slack.js';
export type { Message } from './server/model/message.js';
export type { View } from './server/model/view.js';
export type { ExtraRoute, LocalSlackOptions } from './server/options.js';
export { startLocalSlack } from './server/start.js';
