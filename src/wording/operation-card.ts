import type { Operation, Principal } from '../operations/model.js';
import { progressOf } from '../operations/progress.js';
import type { EpochMs } from '../replication/observation.js';
import type { Topology } from '../replication/topology/model.js';
import { endedSections } from './operation-end.js';
import { interruptedSections, runningSections } from './operation-progress.js';
import { requestSections } from './operation-request.js';
import { operationName, operationQuestion, operationSubject } from './operation-words.js';
import type { Section } from './sections.js';

/** What a card is made of besides the operation itself. */
export interface CardContext {
  readonly now: EpochMs;
  /** What it waits for at this moment, in words; null if that is not known. */
  readonly waitsFor: string | null;
  /** The cluster as it is now; null if that is not known. Shown once the operation has ended. */
  readonly topology: Topology | null;
  /** Who may approve; null if that is not known here. */
  readonly approvers: readonly Principal[] | null;
}

export type CardFacts = Omit<CardContext, 'now'>;

export interface OperationCard {
  /** The whole of it in one sentence, for a notification. */
  readonly summary: string;
  /** What matters most comes first: what does not fit may be left out from the end. */
  readonly sections: readonly Section[];
}

/** An operation in its present state: the question, the live card, the end. */
export function operationCard(operation: Operation, context: CardContext): OperationCard {
  const name = operationName(operation);
  switch (operation.state) {
    case 'requested':
      return {
        summary: `${name}: ${operationQuestion(operation)}`,
        sections: requestSections(operation, context),
      };
    case 'running': {
      const { current } = progressOf(operation, context.now);
      const doing = current[0]?.step.words;
      return {
        summary: `${name}: ${operationSubject(operation)} is under way${doing === undefined ? '' : `: ${doing}`}.`,
        sections: runningSections(operation, context),
      };
    }
    case 'interrupted':
      return {
        summary: `${name}: the ${operationSubject(operation)} was interrupted. Somebody has to say how it goes on.`,
        sections: interruptedSections(operation, context),
      };
    case 'ended':
      return {
        summary: `${name}: ${operation.outcome?.words ?? `the ${operationSubject(operation)} has ended.`}`,
        sections: endedSections(operation, context),
      };
  }
}
