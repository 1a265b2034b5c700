import { milliseconds } from '../operations/outcome.js';
import type { Progress, StepProgress } from '../operations/progress.js';
import type { StepRecord } from '../operations/model.js';
import type { PlannedStep } from '../operations/plan-model.js';
import { withoutStop } from './incident-words.js';
import { listNames, safeName } from './safe-text.js';
import { line, type Line } from './sections.js';

const noWayBack = 'no way back from here';

/** The steps before anything is done: numbered, those of one group under one number. */
export function plannedLines(steps: readonly PlannedStep[]): readonly Line[] {
  const groups = [...new Set(steps.map(({ group }) => group))];
  return groups.map((group, index) => {
    const members = steps.filter((step) => step.group === group);
    return line(`${index + 1}. ${plannedGroup(members).join(' · at the same time: ')}`);
  });
}

/** Standbys that are pointed at the new primary in the same way are told of together. */
function plannedGroup(steps: readonly PlannedStep[]): readonly string[] {
  const alike = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    const { action, by, id } = step;
    const key = action.kind === 'repoint' ? `${action.kind} ${action.how} ${by}` : id;
    alike.set(key, [...(alike.get(key) ?? []), step]);
  }
  return [...alike.values()].map(plannedTogether);
}

function plannedTogether(steps: readonly PlannedStep[]): string {
  const [first, ...others] = steps;
  if (first === undefined) return '';
  const nodes = steps.map(({ node }) => node);
  const notes = [
    ...(first.by === 'person' ? [`by a person on ${listNames(nodes)}`] : []),
    ...(first.noReturn ? [noWayBack] : []),
  ];
  const words =
    others.length > 0 && first.action.kind === 'repoint'
      ? `point ${listNames(nodes)} at ${safeName(first.action.upstream)}${first.action.how === 'reload' ? '' : ', which restarts them'}`
      : first.words;
  return notes.length === 0 ? words : `${words} (${notes.join('; ')})`;
}

const glyphs: Readonly<Record<StepProgress['state'], string>> = {
  waiting: '○',
  running: '▶',
  done: '✓',
  failed: '✗',
  unknown: '?',
};

/**
 * How far each step has come, and what was taken back.
 *
 * @param waitsFor what the operation waits for at this moment, in words; null if that is not known
 */
export function progressLines(progress: Progress, waitsFor: string | null): readonly Line[] {
  return [
    ...progress.steps.map((each) => line(progressText(each, waitsFor))),
    ...progress.undone.map((record) => line(undoneText(record))),
  ];
}

function progressText(each: StepProgress, waitsFor: string | null): string {
  const { step, state, record, durationMs } = each;
  const notes = [
    `${glyphs[state]} ${step.words}`,
    ...(durationMs === null ? [] : [milliseconds(durationMs)]),
    ...(step.noReturn ? [noWayBack] : []),
    ...(state === 'running' ? running(step, waitsFor) : []),
    ...(state === 'failed' || state === 'unknown' ? [resultOf(record)] : []),
  ];
  return notes.join(' · ');
}

function running(step: PlannedStep, waitsFor: string | null): readonly string[] {
  if (waitsFor !== null) return [`waits ${waitsFor.replace(/^waits /, '')}`];
  return step.by === 'person' ? [`waits for somebody to do it on ${safeName(step.node)}`] : [];
}

function resultOf(record: StepRecord | null): string {
  return withoutStop(record?.result ?? 'what came of it is not known');
}

function undoneText(record: StepRecord): string {
  const state = record.state === 'intended' ? 'under way' : resultOf(record);
  return `↩ ${record.words} · ${state}`;
}

/** What somebody has to run now, by node, where a step waits for a person. */
export function personCommands(
  progress: Progress,
): readonly { readonly node: string; readonly commands: readonly string[] }[] {
  return progress.current.flatMap(({ step }) => {
    const commands = step.by === 'person' ? (step.byHand ?? step.exact) : [];
    return commands.length === 0 ? [] : [{ node: step.node, commands }];
  });
}
