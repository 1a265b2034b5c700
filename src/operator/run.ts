import { groupsOf, nextMove, type GroupResult } from '../operations/after-group.js';
import { goingAhead, goingAlong } from '../operations/ahead.js';
import { fencedLeft } from '../operations/fenced-left.js';
import type { LeftToDo, Operation, StepRecord } from '../operations/model.js';
import type { PlannedStep } from '../operations/plan-model.js';
import { safeName } from '../wording/safe-text.js';
import type { Recorder } from './recorder.js';
import type { Course, RunEnd } from './run-end.js';
import { againstPromotion, againstReturn } from './other-primaries.js';
import { notDone, short, StepBook } from './step-book.js';
import { performStep } from './steps/index.js';
import type { StepContext, StepResult } from './steps/context.js';
import { lateComers } from './late-comers.js';
import { putBack } from './put-back.js';
import { hasCeased, isPrimary } from './second-primary.js';

export interface RunOptions {
  readonly operation: Operation;
  readonly context: StepContext;
  readonly recorder: Recorder;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** Told of a step that threw: a bug, whose step counts as unknown. */
  readonly onBug: (step: PlannedStep, error: unknown) => void;
}

type Performed = GroupResult & { readonly result: StepResult };

/** One way through the steps of a plan: each on record before it is done, and after. */
export class Run {
  readonly #options: RunOptions;
  readonly #book: StepBook;
  readonly #warnings: string[] = [];
  readonly #left: LeftToDo[] = [];
  /** Resolves when what goes on record ahead is there, or is known not to be. */
  #ahead: Promise<void> = Promise.resolve();

  constructor(options: RunOptions) {
    this.#options = options;
    this.#book = new StepBook({ ...options, clock: options.context.clock });
  }

  /** Carries out what is not done yet, group by group. */
  async onward(): Promise<RunEnd> {
    const { context } = this.#options;
    const wasPromoted = await this.#wasPromoted();
    let pastNoReturn = wasPromoted;
    const turn = context.plan.steps.find(({ noReturn }) => noReturn)?.group ?? -1;
    if (wasPromoted) {
      const two = await this.#endSecondPrimary();
      if (two !== null) return { kind: 'stands', why: two, course: this.#course() };
    }
    const groups = groupsOf(context.plan.steps);
    for (const [index, group] of groups.entries()) {
      // What comes before the promotion has lost its meaning once the target is a primary.
      if (wasPromoted && group.every((step) => step.group < turn)) continue;
      const steps = group.filter((step) => !this.#isDone(step, pastNoReturn));
      if (steps.length === 0) continue;
      if (context.lasting.aborted && pastNoReturn) return { kind: 'left', course: this.#course() };
      if (context.signal.aborted && !pastNoReturn) return this.#giveUp('pgrepl is being stopped');
      const results = await this.#carryOut(steps, groups[index + 1] ?? []);
      if (results === null) {
        const why = 'the next step could not be put on record, and nothing happens off the record';
        if (!pastNoReturn) return this.#giveUp(why);
        this.#warn(`Not done, because ${why}: ${steps.map(({ words }) => words).join(', ')}`);
        this.#left.push(...steps.map(leftOf));
        continue;
      }
      const move = nextMove(results, pastNoReturn);
      const bad = results.filter(({ kind }) => kind !== 'done');
      const why = [...new Set(bad.map(({ result }) => result.words))].join('; ');
      if (move === 'undo') return this.#giveUp(why);
      if (move === 'stand') return { kind: 'stands', why, course: this.#course() };
      for (const { step, result } of bad) {
        this.#warn(result.words);
        this.#left.push(leftOf(step));
      }
      pastNoReturn ||= results.some(({ step, kind }) => step.noReturn && kind === 'done');
    }
    if (context.lasting.aborted) return { kind: 'left', course: this.#course() };
    await context.learned.firstWrite;
    for (const words of await lateComers(context)) this.#warn(words);
    return { kind: 'finished', course: this.#course() };
  }

  /** Puts the old primary back in service. */
  async back(why: string): Promise<RunEnd> {
    const { context, operation } = this.#options;
    const present: Operation = { ...operation, steps: this.#book.records };
    const against = await againstReturn(present, context);
    if (against !== null) {
      return { kind: 'stands', why: `${why}; but ${against}`, course: this.#course() };
    }
    const { inService, deeds } = await putBack(present, context);
    for (const deed of deeds) {
      this.#book.undone(deed);
      if (deed.kind !== 'done') {
        this.#warn(deed.result);
        const { byHand, exact } = deed.undo;
        this.#left.push(leftOf({ ...deed.undo, exact: byHand ?? exact }));
      }
    }
    this.#left.push(...fencedLeft({ ...operation, steps: this.#book.records }));
    const course = this.#course();
    return inService ? { kind: 'put-back', why, course } : { kind: 'not-put-back', why, course };
  }

  /**
   * What is on record already begins at once, the rest when it is there too. Null if none of it could be
   * put on record.
   */
  async #carryOut(
    steps: readonly PlannedStep[],
    next: readonly PlannedStep[],
  ): Promise<readonly Performed[] | null> {
    await this.#ahead;
    const known = steps.map((step) => ({ step, record: this.#book.takeAhead(step) }));
    const rest = known.filter(({ record }) => record === null).map(({ step }) => step);
    const ready = known.flatMap(({ step, record }) => (record === null ? [] : [{ step, record }]));
    if (ready.length === 0) return this.#begin(steps, next);
    this.#ahead = this.#putAhead(steps, next);
    const [first, others] = await Promise.all([
      this.#perform(
        ready.map(({ step }) => step),
        ready.map(({ record }) => record),
      ),
      rest.length === 0 ? [] : this.#begin(rest, []),
    ]);
    return [...first, ...(others ?? rest.map(notBegun))];
  }

  async #begin(
    steps: readonly PlannedStep[],
    next: readonly PlannedStep[],
  ): Promise<readonly Performed[] | null> {
    const records = await this.#book.intend([...steps, ...goingAlong(next)]);
    if (records === null) return null;
    this.#book.keepAhead(records.slice(steps.length));
    return this.#perform(steps, records);
  }

  async #putAhead(steps: readonly PlannedStep[], next: readonly PlannedStep[]): Promise<void> {
    const ahead = goingAhead(steps, next);
    const { saidAtStop } = this.#options.context.learned;
    if (ahead.length === 0 || saidAtStop?.state !== 'shut down') return;
    this.#book.keepAhead((await this.#book.intend(ahead)) ?? []);
  }

  async #perform(
    steps: readonly PlannedStep[],
    records: readonly StepRecord[],
  ): Promise<readonly Performed[]> {
    const against = await againstPromotion(steps, this.#options.context);
    return Promise.all(
      steps.map(async (step, index) => {
        const result: StepResult =
          against === null ? await this.#performOne(step) : { kind: 'failed', words: against };
        const record = records[index];
        if (record !== undefined) {
          this.#book.ended(record, { kind: result.kind, result: result.words });
        }
        if (result.kind === 'done') {
          for (const warning of result.warnings ?? []) this.#warn(warning);
          this.#left.push(...(result.left ?? []));
        }
        return { step, kind: result.kind, result };
      }),
    );
  }

  async #performOne(step: PlannedStep): Promise<StepResult> {
    const { context } = this.#options;
    const turn = context.plan.steps.find(({ noReturn }) => noReturn)?.group ?? -1;
    // A command that is cut off there would leave the cluster half-way.
    const isBeyond = step.group >= turn;
    try {
      return await performStep(step, isBeyond ? { ...context, signal: context.lasting } : context);
    } catch (error) {
      this.#options.onBug(step, error);
      return {
        kind: 'unknown',
        words: `${step.words}: an error of pgrepl's own, which its log has`,
      };
    }
  }

  /**
   * Before the point of no return what an earlier process has seen of the old primary does not count:
   * somebody may have started it since.
   */
  #isDone({ id, action }: PlannedStep, pastNoReturn: boolean): boolean {
    const isProof = action.kind === 'verify-received' || action.kind === 'fence';
    if (isProof && !pastNoReturn) return false;
    if (action.kind === 'promote' && pastNoReturn) return true;
    return this.#book.records.some(({ step, state }) => step === id && state === 'done');
  }

  /** Goes back, unless the target was asked to become the primary at any time and may still do so. */
  async #giveUp(why: string): Promise<RunEnd> {
    await this.#ahead;
    this.#book.dropAhead();
    const mayBePromoted = this.#book.records.some(
      ({ step, state }) =>
        (state === 'unknown' || state === 'intended') && this.#planned(step)?.noReturn === true,
    );
    return mayBePromoted ? { kind: 'stands', why, course: this.#course() } : this.back(why);
  }

  /** By a step of this operation; or, where it goes on after an interruption, by somebody else. */
  async #wasPromoted(): Promise<boolean> {
    const { context } = this.#options;
    const byStep = this.#book.records.some(
      ({ step, state }) => state === 'done' && this.#planned(step)?.noReturn === true,
    );
    return byStep || (context.resumed && (await isPrimary(context.plan.target, context)));
  }

  /**
   * Where the target is a primary already, an old one that takes writes still (or again) is ended before
   * anything else. Says why it stands if that can't be.
   */
  async #endSecondPrimary(): Promise<string | null> {
    const { context } = this.#options;
    const { plan } = context;
    if (plan.primary === null || !(await isPrimary(plan.primary, context))) return null;
    const both = `${safeName(plan.primary)} and ${safeName(plan.target)} both answer as primaries`;
    const ending = plan.steps.filter(({ action }) => ['stop', 'fence'].includes(action.kind));
    if (ending.length === 0) {
      return `${both}, and no step of the plan ends ${safeName(plan.primary)}: end it by hand at once`;
    }
    const records = await this.#book.intend(ending);
    if (records === null) {
      return `${both}, and ending ${safeName(plan.primary)} could not be put on record, so it was not done: end it by hand at once`;
    }
    const results = await this.#perform(ending, records);
    const bad = results.filter(({ kind }) => kind !== 'done');
    if (bad.length > 0) return `${both}: ${bad.map(({ result }) => result.words).join('; ')}`;
    return (await hasCeased(plan.primary, context)) ? null : both;
  }

  #planned(id: string): PlannedStep | undefined {
    return this.#options.context.plan.steps.find((step) => step.id === id);
  }

  #warn(words: string): void {
    this.#warnings.push(short(words));
  }

  #course(): Course {
    const { stopAskedAt, firstWriteAt } = this.#options.context.learned;
    const known = stopAskedAt !== null && firstWriteAt !== null;
    return {
      warnings: [...new Set(this.#warnings)],
      left: this.#left,
      downtimeMs: known ? firstWriteAt - stopAskedAt : null,
    };
  }
}

function leftOf(step: Pick<PlannedStep, 'node' | 'words' | 'exact'>): LeftToDo {
  return { node: step.node, words: `Still to be done: ${step.words}.`, commands: step.exact };
}

function notBegun(step: PlannedStep): Performed {
  const words = `${step.words}: ${notDone}`;
  return { step, kind: 'failed', result: { kind: 'failed', words } };
}
