import { nameMatches } from '../../replication/sync/parse-names.js';
import { formatWrittenNames, writtenName } from '../../replication/sync/written-names.js';
import type { SyncConfig } from '../../replication/topology/model.js';
import { applicationNameOf, directStandbysOf, primaryOf } from './look.js';
import type { DoctorContext } from './model.js';

/**
 * A `synchronous_standby_names` of the same kind for these `application_name`s, of whom commits wait
 * for as many as now, or for all if there are fewer.
 */
export function namesSetting(
  context: DoctorContext,
  config: SyncConfig,
  names: readonly string[],
): string {
  const major = primaryOf(context)?.major ?? 18;
  // `FIRST` is a name like any other up to 9.6.
  const form = config.method === 'quorum' ? 'any' : major >= 10 ? 'first' : 'count';
  return formatWrittenNames({
    form,
    numSync: Math.min(config.numSync, names.length),
    entries: names.map((name) => (name === '*' ? { name, written: '*' } : writtenName(name))),
  });
}

/** `application_name`s of the standbys that the primary feeds and this list does not name. */
export function unnamed(context: DoctorContext, { names }: SyncConfig): readonly string[] {
  return directStandbysOf(context)
    .map(({ node }) => applicationNameOf(context, node))
    .filter((carried) => !names.some((listed) => nameMatches(listed, carried)));
}
