import { safeName } from '../../../wording/safe-text.js';
import { formatCount } from '../../../wording/units.js';
import type { DoctorCheck } from '../model.js';
import { change, primaryOf } from '../look.js';
import { namesSetting } from '../names.js';
import { advice, pass, warn } from '../outcomes.js';

export const syncWildcard: DoctorCheck = {
  id: 'sync-wildcard',
  group: 'commits',
  looksAt: 'a `*` in `synchronous_standby_names`',
  why: 'With it whoever connects for replication confirms commits, `pg_receivewal` or a test copy among them.',
  examine: (context) => {
    const primary = primaryOf(context);
    const { sync, unmanaged, otherWalSenders, nodes } = context.topology;
    if (primary === null || sync.config === null) return [];
    const name = safeName(primary.node);
    if (!sync.config.names.includes('*'))
      return [pass(primary, `${name} names its synchronous standbys.`)];
    const named = nodes
      .filter(({ upstream }) => upstream?.kind === 'node' && upstream.node === primary.node)
      .map(({ declaration }) => declaration.applicationName);
    const remedy =
      named.length === 0
        ? `Name the standbys that are meant in \`synchronous_standby_names\` on ${name} once they stream: no node of the configuration does now.`
        : `Name the standbys that are meant. ${change(primary, 'synchronous_standby_names', namesSetting(context, sync.config, named))}`;
    const strangers = unmanaged.length + otherWalSenders.length;
    return strangers > 0
      ? [
          warn(
            primary,
            `\`synchronous_standby_names\` of ${name} holds \`*\`, and ${formatCount(strangers, 'client that is', 'clients that are')} no node of the configuration may confirm commits.`,
            remedy,
          ),
        ]
      : [
          advice(
            primary,
            `\`synchronous_standby_names\` of ${name} holds \`*\`: any client counts.`,
            remedy,
          ),
        ];
  },
};
