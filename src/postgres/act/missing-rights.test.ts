import { describe, expect, it } from 'vitest';
import type { ActingRights } from '../../operations/facts.js';
import { missingRights } from './missing-rights.js';

const all: ActingRights = {
  superuser: false,
  replication: true,
  promote: true,
  reload: true,
  checkpoint: true,
  alterSystem: {
    primary_conninfo: true,
    primary_slot_name: true,
    synchronous_standby_names: true,
  },
  signalBackends: false,
};
const none: ActingRights = {
  ...all,
  replication: false,
  promote: false,
  reload: false,
  checkpoint: false,
  alterSystem: {
    primary_conninfo: false,
    primary_slot_name: false,
    synchronous_standby_names: false,
  },
};

describe('what the role that acts lacks', () => {
  it('is nothing where it may do everything, and for a superuser', () => {
    expect(missingRights({ actingRole: 'a', may: all }, 18)).toBeNull();
    expect(
      missingRights({ actingRole: 'a', may: { ...none, superuser: true, promote: null } }, 11),
    ).toBeNull();
  });

  it('is told with the grants for it', () => {
    expect(missingRights({ actingRole: 'Acting', may: none }, 15)).toEqual({
      words:
        'set primary_conninfo, primary_slot_name, synchronous_standby_names; make a checkpoint; reload the settings; promote a standby; create and drop slots',
      grants:
        'GRANT ALTER SYSTEM ON PARAMETER primary_conninfo, primary_slot_name, synchronous_standby_names TO "Acting"; GRANT pg_checkpoint TO "Acting"; GRANT EXECUTE ON FUNCTION pg_catalog.pg_reload_conf() TO "Acting"; GRANT EXECUTE ON FUNCTION pg_catalog.pg_promote(boolean, integer) TO "Acting"; ALTER ROLE "Acting" REPLICATION;',
    });
    const names = { ...all.alterSystem, synchronous_standby_names: false };
    expect(missingRights({ actingRole: 'a', may: { ...all, alterSystem: names } }, 18)).toEqual({
      words: 'set synchronous_standby_names',
      grants: 'GRANT ALTER SYSTEM ON PARAMETER synchronous_standby_names TO a;',
    });
  });

  it('takes a superuser before 15', () => {
    const may = { ...all, checkpoint: false, alterSystem: none.alterSystem };
    expect(missingRights({ actingRole: 'a', may }, 14)?.grants).toBe('ALTER ROLE a SUPERUSER;');
    expect(missingRights({ actingRole: 'a', may: { ...all, promote: null } }, 11)).toBeNull();
  });
});
