export { type LabClock, ManualClock, systemClock } from './server/clock.js';
export type { Call } from './server/call-log.js';
export type { Delivery, SentEnvelope } from './server/delivery/envelope.js';
export type { Outcome } from './server/driver/outcome.js';
export type { MessageRef, Person } from './server/driver/person.js';
export type { Fault, FaultHandle } from './server/faults.js';
export type { LocalSlack } from './server/local-slack.js';
export type { Message, MessageVersion } from './server/model/message.js';
export type { View } from './server/model/view.js';
export type {
  AppSpec,
  ChannelSpec,
  ExtraRoute,
  LocalSlackOptions,
  UserGroupSpec,
  UserSpec,
} from './server/options.js';
export { startLocalSlack } from './server/start.js';
