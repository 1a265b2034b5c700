import { pastedIdentifier } from '../../../wording/pasted.js';
import { safeName } from '../../../wording/safe-text.js';
import type { DoctorCheck } from '../model.js';
import { change, primaryOf, text } from '../look.js';
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
    const level = text(primary, 'synchronous_commit');
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
  if (role === null) return `Database ${inDatabase}`;
  return database === null ? `Role ${ofRole}` : `Role ${ofRole} in database ${inDatabase}`;
}

function undo({ database, role, name }: RoleOverride): string {
  const named = (each: string): string => pastedIdentifier(each) ?? '…';
  const inDatabase = database === null ? '' : ` IN DATABASE ${named(database)}`;
  return role === null
    ? `ALTER DATABASE ${named(database ?? '')} RESET ${name}`
    : `ALTER ROLE ${named(role)}${inDatabase} RESET ${name}`;
}
