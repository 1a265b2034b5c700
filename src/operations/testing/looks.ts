import type { Look, NodePosition } from '../node-actor.js';

/** A primary that says next to nothing of itself. */
export const somePosition: NodePosition = {
  at: 0,
  startedAt: 0,
  inRecovery: false,
  systemIdentifier: '1',
  timeline: 1,
  writeLsn: null,
  receivedLsn: null,
  replayedLsn: null,
  promotedAtLsn: null,
  receiverStatus: null,
  receiverTimeline: null,
  replayPaused: false,
  streaming: [],
  checkpointLsn: null,
  redoLsn: null,
};

export const aStandbyLook: Look = {
  kind: 'position',
  position: { ...somePosition, inRecovery: true },
};

export const silentLook = (
  reason: Extract<Look, { kind: 'silent' }>['reason'],
): Extract<Look, { kind: 'silent' }> => ({
  kind: 'silent',
  reason,
  detail: `it says ${reason}`,
});
