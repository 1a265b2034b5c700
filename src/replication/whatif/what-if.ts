import { ifLost, isAmong, waitedFor } from '../topology/loss.js';
import type { NodeView, Topology } from '../topology/model.js';
import { nextLoss } from '../topology/next-loss.js';
import { byPromotability, promotionLimit } from '../topology/promotability.js';
import { branchBelow, nodeNamed } from '../topology/walk.js';
import { keptFor } from './kept-wal.js';
import type { CutOff, Promotion, Supposition, Survival, WhatIf } from './model.js';
import { promotionOf } from './promotion.js';
import { without } from './suppose.js';
import { survivalOf } from './survival.js';

/**
 * What would happen if these nodes were gone, or if one was promoted: worked out from what is known,
 * without asking anybody. Every name must be a node's.
 */
export function whatIf(topology: Topology, supposition: Supposition): WhatIf {
  const { down, promoted } = supposition;
  const after = without(topology, down);
  // Whoever is promoted leaves the primary that it received from, if that is still there.
  const gone = promoted === null || isPrimary(topology, promoted) ? down : [...down, promoted];
  const left = without(topology, gone);
  const losesPrimary = down.some((name) => isPrimary(topology, name) || isMissed(topology, name));
  const survival = survivalOf(topology, down);
  const node = promoted === null ? undefined : nodeNamed(after, promoted);
  return {
    supposition,
    silentAlready: down.filter((name) => nodeNamed(topology, name)?.reach.kind === 'silent'),
    after: left,
    commits: losesPrimary ? { kind: 'no-primary' } : ifLost(topology, gone).commits,
    waitsForLost: waitsForAny(topology, gone),
    next: nextLoss(left),
    receiving: receivingIn(left),
    cutOff: losesPrimary ? [] : cutOffBy(topology, down),
    kept: keptFor(topology, gone),
    writeRate: left.writeRate,
    survival: losesPrimary || promoted !== null ? survival : null,
    heir: losesPrimary && promoted === null ? heirOf(topology, after, survival) : null,
    promotion: node === undefined ? null : promotionOf({ before: topology, after, node, survival }),
  };
}

function isPrimary({ primary }: Topology, name: string): boolean {
  return primary.kind === 'one' && primary.node === name;
}

/** The primary is not there as it is. */
function isMissed({ primary }: Topology, name: string): boolean {
  return primary.kind === 'unreachable' && primary.node === name;
}

function waitsForAny(topology: Topology, gone: readonly string[]): boolean {
  const { sync } = topology;
  return (
    sync.config !== null &&
    waitedFor(sync.config, sync.members).some((member) => isAmong(topology, member, gone))
  );
}

/** Configured standbys and strangers that get WAL from the primary, be it over others. */
function receivingIn(topology: Topology): readonly string[] {
  const { primary } = topology;
  if (primary.kind !== 'one') return [];
  const tree = [primary.node, ...branchBelow(topology, primary.node)];
  const streaming = tree.slice(1).filter((name) => {
    const node = nodeNamed(topology, name);
    return node !== undefined && !node.foreign && !isOnlyRemembered(node);
  });
  const strangers = topology.unmanaged.filter(({ upstream }) => tree.includes(upstream));
  return [...streaming, ...strangers.map(({ applicationName }) => applicationName)];
}

/** Nobody says that it receives: it gives no answer, and who feeds it shows nothing of it. */
function isOnlyRemembered({ reach, upstream }: NodeView): boolean {
  const evidence = upstream?.kind === 'node' ? upstream.evidence : null;
  return reach.kind === 'silent' && evidence !== 'walsender';
}

function cutOffBy(topology: Topology, down: readonly string[]): readonly CutOff[] {
  const below = down.flatMap((name) => branchBelow(topology, name));
  return [...new Set(below)].flatMap((name): readonly CutOff[] => {
    const node = nodeNamed(topology, name);
    if (down.includes(name) || node?.upstream?.kind !== 'node') return [];
    const upstream = node.upstream.node;
    return [
      {
        node: name,
        upstream,
        indirectly: !down.includes(upstream),
        hasArchive: node.settings?.hasRestoreCommand ?? null,
      },
    ];
  });
}

/** Those that have all that was acknowledged first, then by what each has received. */
function heirOf(before: Topology, after: Topology, survival: Survival): Promotion | null {
  const able = after.nodes
    .filter((node) => promotionLimit(after, node) === null && node.wal.receivedLsn !== null)
    .toSorted(byPromotability(after));
  const isSafe = ({ name }: NodeView): boolean =>
    survival.kind !== 'not-certain' && survival.nodes.includes(name);
  const heir = able.find(isSafe) ?? able[0];
  return heir === undefined ? null : promotionOf({ before, after, node: heir, survival });
}
