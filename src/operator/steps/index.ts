import type { PlannedStep } from '../../operations/plan-model.js';
import { checkpoint } from './checkpoint.js';
import type { StepContext, StepResult } from './context.js';
import { dropSlots } from './drop-slots.js';
import { fence } from './fence.js';
import { prepareTarget } from './prepare-target.js';
import { promote } from './promote.js';
import { rejoin } from './rejoin.js';
import { repoint } from './repoint.js';
import { restoreSync } from './restore-sync.js';
import { stop } from './stop.js';
import { verify } from './verify.js';
import { verifyReceived } from './verify-received.js';

/** Carries one step out. Its intention is on record before. Never rejects but for a bug. */
export function performStep(step: PlannedStep, context: StepContext): Promise<StepResult> {
  const { action } = step;
  switch (action.kind) {
    case 'prepare-target':
      return prepareTarget(step, action, context);
    case 'checkpoint':
      return checkpoint(step, action, context);
    case 'stop':
      return stop(step, action, context);
    case 'fence':
      return fence(step, action, context);
    case 'verify-received':
      return verifyReceived(step, action, context);
    case 'promote':
      return promote(step, action, context);
    case 'repoint':
      return repoint(step, action, context);
    case 'rejoin':
      return rejoin(step, action, context);
    case 'restore-sync':
      return restoreSync(step, action, context);
    case 'drop-slots':
      return dropSlots(step, action, context);
    case 'verify':
      return verify(step, action, context);
  }
}
