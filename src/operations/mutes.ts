import type { Finding } from '../replication/findings/model.js';
import type { EpochMs } from '../replication/observation.js';
import { safeName } from '../wording/safe-text.js';
import type { Operation } from './model.js';
import type { PlanNode } from './plan-model.js';
import { hasBegun, latestRecord } from './progress.js';
import { lockOutOf } from './steps/lock-out.js';

/** After its end what it caused may still show for some polls, ms. */
const settlingMs = 15_000;

/** Until the first standby follows the new primary commits may wait this long, ms. */
const shortHangMs = 5_000;

/** Two clocks may differ by this much where a change is held against an operation's times, ms. */
const clockSlackMs = 5_000;

/**
 * Whether the plan of an operation predicts this finding, so that it is no news: the silence of a
 * primary that was told to stop, the standbys that lose it, the names that the plan sets. Whatever
 * befalls another node, or befalls these before the step that explains it, is told. An operation that
 * is interrupted predicts nothing, for nobody carries it on.
 */
export function isPredicted(operation: Operation, finding: Finding, now: EpochMs): boolean {
  if (finding.cluster !== operation.cluster || operation.startedAt === null) return false;
  if (finding.kind === 'role-changed') return isOwnRoleChange(operation, finding, now);
  return isAtWork(operation, now) && predictions[finding.kind]?.(operation, finding, now) === true;
}

function isAtWork({ state, endedAt, outcome }: Operation, now: EpochMs): boolean {
  if (state === 'running') return true;
  if (state !== 'ended' || endedAt === null || now - endedAt > settlingMs) return false;
  return (
    outcome?.kind === 'completed' ||
    outcome?.kind === 'completed-with-warnings' ||
    outcome?.kind === 'aborted'
  );
}

/** Told by its date and not by the present: it is spoken of for minutes. */
function isOwnRoleChange(operation: Operation, finding: Finding, now: EpochMs): boolean {
  const { plan, startedAt, endedAt } = operation;
  if (startedAt === null || !hasBegun(operation, 'promote')) return false;
  const from = startedAt - clockSlackMs;
  const to = (endedAt ?? now) + settlingMs;
  if (finding.since < from || finding.since > to) return false;
  const role = finding.subject === plan.target ? 'primary' : 'standby';
  const isOne = finding.subject === plan.target || finding.subject === plan.primary;
  return isOne && finding.evidence['to'] === role;
}

type Prediction = (operation: Operation, finding: Finding, now: EpochMs) => boolean;

const predictions: Readonly<Partial<Record<string, Prediction>>> = {
  'primary-unreachable': (operation, { subject }) =>
    subject === operation.plan.primary && isStopped(operation),
  'node-unreachable': (operation, { subject }) =>
    (subject === operation.plan.primary && isStopped(operation)) || restarts(operation, subject),
  'no-primary': (operation) => isStopped(operation) || hasBegun(operation, 'promote'),
  'standby-disconnected': isDisconnection,
  'sync-redundancy-reduced': (operation, finding) =>
    isCutOff(operation) && list(finding, 'missing').every((name) => isOfThePlan(operation, name)),
  // One that began before the end may count for a moment longer than it lasts.
  'commits-hang': (operation, { since }, now) =>
    hasBegun(operation, 'promote') &&
    now - since < shortHangMs &&
    since <= (operation.endedAt ?? now),
  'silently-asynchronous': (operation, finding) => setsNames(operation, finding, ['names-emptied']),
  'sync-contract-changed': (operation, finding) =>
    setsNames(operation, finding, ['names-changed', 'fewer-required', 'more-required']),
};

/**
 * The old primary was told to stop, or was fenced: from then on its silence is no news. One whose
 * clients were locked out goes on answering.
 */
function isStopped(operation: Operation): boolean {
  const fences = hasBegun(operation, 'fence') && lockOutOf(operation.plan) === null;
  return hasBegun(operation, 'stop') || fences;
}

/** Standbys have lost the old primary, or leave it. */
function isCutOff(operation: Operation): boolean {
  return isStopped(operation) || hasBegun(operation, 'promote');
}

function isDisconnection(operation: Operation, finding: Finding): boolean {
  if (!isCutOff(operation)) return false;
  const { subject, evidence } = finding;
  const part = partOf(operation, subject);
  if (part === 'old-primary') return isStopped(operation);
  const isAffected = part === 'target' || part === 'follower' || part === 'below';
  // One that is down, or can't be told to run, has trouble of its own, unless it is being restarted.
  return isAffected && (evidence['connection'] === 'not-receiving' || restarts(operation, subject));
}

/** A step that was begun restarts this standby: up to 12 nothing less gives it another source. */
function restarts(operation: Operation, node: string | null): boolean {
  return operation.plan.steps.some(
    ({ id, action, node: at }) =>
      at === node &&
      action.kind === 'repoint' &&
      action.how !== 'reload' &&
      latestRecord(operation, id) !== null,
  );
}

/** The names on the primary are those that the plan has set, and nothing else has changed. */
function setsNames(operation: Operation, finding: Finding, breaches: readonly string[]): boolean {
  const { atPromotion, after } = operation.plan.sync;
  const names = finding.evidence['names'];
  return (
    hasBegun(operation, 'promote') &&
    (names === atPromotion || names === after) &&
    list(finding, 'breaches').every((breach) => breaches.includes(breach))
  );
}

function isOfThePlan(operation: Operation, label: string): boolean {
  const node = operation.plan.nodes.find(({ name }) => safeName(name) === label);
  return node?.part === 'old-primary' || node?.part === 'target' || node?.part === 'follower';
}

function partOf(operation: Operation, name: string | null): PlanNode['part'] | null {
  return operation.plan.nodes.find((node) => node.name === name)?.part ?? null;
}

function list(finding: Finding, key: string): readonly string[] {
  const value = finding.evidence[key];
  return typeof value === 'object' && value !== null ? value : [];
}
