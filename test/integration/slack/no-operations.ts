import type { OperationReply, OperationService } from '../../../src/operations/service.js';

const refused: OperationReply = {
  kind: 'refused',
  words: 'No operations are configured for this cluster.',
};

/** Stands where no cluster may be operated on: every request is refused. */
export const noOperations: OperationService = {
  principals: () => [],
  request: () => Promise.resolve(refused),
  click: () => Promise.resolve(refused),
  operation: () => null,
  open: () => [],
  waitsFor: () => null,
};
