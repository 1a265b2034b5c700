import type { Operation } from '../../operations/model.js';
import type { EpochMs } from '../../replication/observation.js';
import { line, section } from '../../wording/sections.js';
import { safeName } from '../../wording/safe-text.js';
import { blocksFromSections } from './from-sections.js';
import { limits, withinBlocks } from './limits.js';
import { fallbackText, type Message } from './message.js';

export interface OperationView {
  readonly operation: Operation;
  readonly now: EpochMs;
  /** What it waits for at this moment, in words; null if that is not known. */
  readonly waitsFor: string | null;
}

/** An operation's card in its present state. */
export function operationMessage({ operation, waitsFor }: OperationView): Message {
  const cluster = safeName(operation.cluster);
  const target = safeName(operation.target);
  const what =
    operation.kind === 'switchover'
      ? `Switch ${cluster} over to ${target}?`
      : `Promote ${target} of ${cluster}?`;
  const sections = [
    section({
      title: what,
      detail: operation.outcome?.words ?? operation.state,
      lines: waitsFor === null ? [] : [line(waitsFor)],
    }),
  ];
  return {
    text: fallbackText(what),
    blocks: withinBlocks(blocksFromSections(sections), [], limits.blocksInMessage),
  };
}
