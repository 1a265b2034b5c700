import type { PlannedStep } from '../plan-model.js';

/** A step before its place in the order is known. */
export type StepDraft = Omit<PlannedStep, 'phase' | 'group'>;
