import { ifLost, memberLabel, waitedFor } from './loss.js';
import type { SyncMember, Topology } from './model.js';

/** What commits wait for now, and what the next losses would do: the facts of one or two sentences. */
export type NextLoss =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'no-primary' }
  | { readonly kind: 'not-waiting'; readonly why: 'no-names' | 'level' }
  | {
      readonly kind: 'hanging';
      readonly required: number;
      readonly present: number;
      /** Listed names that nobody carries. */
      readonly missing: readonly string[];
      /** Connected, but still catching up: they can't confirm yet. */
      readonly catchingUp: readonly string[];
      /** Connected, but without the replay that `remote_apply` waits for. */
      readonly withheld: readonly string[];
    }
  | {
      readonly kind: 'waiting';
      readonly method: 'priority' | 'quorum';
      readonly required: number;
      /** How many may be lost before commits hang. */
      readonly spare: number;
      /** By priority: the standbys every commit waits for. Quorum: any `required` of these confirm. */
      readonly waitsFor: readonly string[];
      /**
       * By priority only: what happens as the one is lost that commits wait for, and then the one that
       * took over, and so on until commits hang.
       */
      readonly steps: readonly LossStep[];
    };

interface LossStep {
  /** All that are lost up to here, in the order in which they are. */
  readonly lost: readonly string[];
  readonly outcome: 'go-on' | 'hang';
  /** Who takes over at this step; null if commits hang. */
  readonly takenOverBy: string | null;
}

export function nextLoss(topology: Topology): NextLoss {
  const { sync } = topology;
  const now = ifLost(topology, []).commits;
  if (now.kind === 'unknown' || now.kind === 'no-primary' || now.kind === 'not-waiting') return now;
  if (now.kind === 'hang') {
    const { required, present } = now;
    return { kind: 'hanging', required, present, ...whoFails(sync.members) };
  }
  if (sync.config === null) return { kind: 'unknown' };
  const { method } = sync.config;
  return {
    kind: 'waiting',
    method,
    required: now.required,
    spare: now.spare,
    waitsFor: waitedFor(sync.config, sync.members).map(memberLabel),
    steps: method === 'priority' ? stepsFrom(topology, []) : [],
  };
}

function whoFails(
  members: readonly SyncMember[],
): Pick<Extract<NextLoss, { kind: 'hanging' }>, 'missing' | 'catchingUp' | 'withheld'> {
  const failing = members.filter(({ eligible }) => eligible === false);
  const labels = (those: (member: SyncMember) => boolean): readonly string[] =>
    failing.filter(those).map(memberLabel);
  return {
    missing: labels(({ state }) => state === 'missing'),
    catchingUp: labels(({ state, withholds }) => state !== 'missing' && withholds === null),
    withheld: labels(({ withholds }) => withholds !== null),
  };
}

function stepsFrom(topology: Topology, before: readonly string[]): readonly LossStep[] {
  const { config, members } = topology.sync;
  if (config === null) return [];
  const left = members.filter((member) => !before.includes(memberLabel(member)));
  const [next] = waitedFor(config, left);
  if (next === undefined) return [];
  const lost = [...before, memberLabel(next)];
  const { commits } = ifLost(topology, lost);
  if (commits.kind !== 'go-on') {
    return commits.kind === 'hang' ? [{ lost, outcome: 'hang', takenOverBy: null }] : [];
  }
  const rest = left.filter((member) => member !== next);
  const waited = waitedFor(config, left);
  const heir = waitedFor(config, rest).find((member) => !waited.includes(member));
  const step: LossStep = {
    lost,
    outcome: 'go-on',
    takenOverBy: heir === undefined ? null : memberLabel(heir),
  };
  return [step, ...stepsFrom(topology, lost)];
}
