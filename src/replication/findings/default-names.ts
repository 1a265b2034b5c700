import { sameStandbyName } from '../sync/parse-names.js';
import type { Topology } from '../topology/model.js';
import { nodeNamed } from './look.js';

/**
 * What a walreceiver calls itself if nobody gave it a name (up to 11 always, from 12 on without a
 * `cluster_name`), and what `pg_receivewal` and its predecessor up to 9.6 do.
 */
const programNames: readonly string[] = ['walreceiver', 'pg_receivewal', 'pg_receivexlog'];

/** The `cluster_name` that Debian's `pg_createcluster` writes: `15/main`. */
const debianName = /^\d+(\.\d+)?\/[\w.-]+$/;

/**
 * Whether several connections go by one name because nobody has given them one: that of the program,
 * or the `cluster_name` of the standby (12+), which is often the same on a whole cluster. A name that
 * a configured node is to be known by was given on purpose.
 *
 * @param carriers configured nodes among them
 * @param count all of them, those included whose `cluster_name` pgrepl does not see
 */
export function isNobodysChoice(
  topology: Topology,
  name: string,
  carriers: readonly string[],
  count: number,
): boolean {
  const isSame = (other: string | null | undefined): boolean =>
    other !== null && other !== undefined && sameStandbyName(other, name);
  if (programNames.some(isSame)) return true;
  if (topology.nodes.some(({ declaration }) => isSame(declaration.applicationName))) return false;
  const isByDefault = carriers.every((carrier) => {
    const clusterName = nodeNamed(topology, carrier)?.settings?.clusterName ?? null;
    return clusterName === null ? debianName.test(name) : isSame(clusterName);
  });
  // A standby that is none of the configured nodes was most likely cloned from one of them.
  const isKnown = topology.nodes.some(({ settings }) => isSame(settings?.clusterName));
  return isByDefault && (carriers.length === count || isKnown || debianName.test(name));
}
