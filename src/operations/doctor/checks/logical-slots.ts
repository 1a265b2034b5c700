import { isReadyCopy } from '../../../replication/findings/slot-look.js';
import { listNames, safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { directStandbysOf, primaryOf, stateOf } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';

export const logicalSlots: DoctorCheck = {
  id: 'logical-slots',
  group: 'takeover',
  looksAt: 'logical slots of the primary that no standby has a synchronised copy of (17+)',
  why: 'A logical slot does not come along to a new primary by itself: its subscriber has to begin anew, or misses changes.',
  examine: (context) => {
    const primary = primaryOf(context);
    const state = primary === null ? null : stateOf(context, primary.node);
    const logical = (state?.slots ?? []).filter(
      ({ kind, temporary }) => kind === 'logical' && !temporary,
    );
    const standbys = directStandbysOf(context);
    if (primary === null || logical.length === 0 || standbys.length === 0) return [];
    const copied = new Set(
      standbys.flatMap(({ node }) =>
        (stateOf(context, node)?.slots ?? []).filter(isReadyCopy).map(({ name }) => name),
      ),
    );
    const lost = logical.map(({ name }) => name).filter((name) => !copied.has(name));
    const from = safeName(primary.node);
    if (lost.length === 0)
      return [pass(primary, `A standby has a copy of each logical slot of ${from}.`)];
    const evidence = `No standby has a copy of ${lost.length === 1 ? 'the logical slot' : 'the logical slots'} ${listNames(lost)} of ${from}.`;
    if (primary.major >= 17) {
      return [
        warn(
          primary,
          evidence,
          'Create the slot, or its subscription, with `failover = true`; on the standby set `sync_replication_slots = on`, `hot_standby_feedback = on`, a `primary_slot_name` and a `dbname` in its `primary_conninfo`, and `wal_level = logical`, which takes a restart there.',
        ),
      ];
    }
    return [
      advice(
        primary,
        evidence,
        `PostgreSQL ${primary.major} copies none: plan how subscribers begin anew after a failover, or use an extension that copies slots.`,
      ),
    ];
  },
};
