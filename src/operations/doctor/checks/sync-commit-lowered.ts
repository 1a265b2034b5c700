import { pastedIdentifier } from '../../../wording/pasted.js';
import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, primaryOf } from '../look.js';
import { advice, pass, warn } from '../outcomes.js';
import type { RoleOverride } from '../survey.js';

const waitsForNobody = new Set(['off', 'local', 'false', 'no', '0']);

export const syncCommitLowered: DoctorCheck = {
  id: 'sync-commit-lowered',
  group: 'commits',
  looksAt: '`synchronous_commit` of the server, and what databases and roles have set in its place',
  why: 'A level that waits for no standby acknowledges commits that are lost with the primary, whatever the names say.',
  examine: (context) => {
    const primary = primaryOf(context);
    if (primary === null) return [];
    const isSynchronous = context.topology.sync.config !== null;
    const name = safeName(primary.node);
    const setting = primary.settings.get('synchronous_commit');
    // What `ALTER ROLE ALL` sets is an override, and told of as one.
    const level = setting === undefined || setting.source === 'global' ? null : setting.text;
    const server =
      level === null || !waitsForNobody.has(level)
        ? []
        : isSynchronous
          ? [
              warn(
                primary,
                `${name} names synchronous standbys and has \`synchronous_commit = ${level}\`: no commit waits for them.`,
                change(primary, 'synchronous_commit', 'on'),
              ),
            ]
          : level === 'off'
            ? [
                advice(
                  primary,
                  `${name} has \`synchronous_commit = off\`: a crash loses the commits of the last moments.`,
                  change(primary, 'synchronous_commit', 'on'),
                ),
              ]
            : [];
    const lowered = primary.overrides.filter(
      (each) =>
        each.name === 'synchronous_commit' &&
        waitsForNobody.has(each.value.toLowerCase()) &&
        (isSynchronous || each.value !== 'local'),
    );
    const some = lowered.map((each) =>
      (isSynchronous ? warn : advice)(
        primary,
        `${whose(each)} has \`synchronous_commit = ${safeName(each.value)}\` on ${name}.`,
        `If that is not meant, on ${name}: \`${undo(each)}\`.`,
      ),
    );
    const all = [...server, ...some];
    return all.length > 0
      ? all
      : [pass(primary, `No database or role of ${name} commits at a lower level than is meant.`)];
  },
};

function whose({ database, role }: RoleOverride): string {
  const [inDatabase, ofRole] = [safeName(database ?? ''), safeName(role ?? '')];
  if (role === null) return database === null ? 'Every role' : `Database ${inDatabase}`;
  return database === null ? `Role ${ofRole}` : `Role ${ofRole} in database ${inDatabase}`;
}

function undo({ database, role, name }: RoleOverride): string {
  const named = (each: string): string => pastedIdentifier(each) ?? '…';
  const inDatabase = database === null ? '' : ` IN DATABASE ${named(database)}`;
  if (role === null) {
    return database === null
      ? `ALTER ROLE ALL RESET ${name}`
      : `ALTER DATABASE ${named(database)} RESET ${name}`;
  }
  return `ALTER ROLE ${named(role)}${inDatabase} RESET ${name}`;
}
