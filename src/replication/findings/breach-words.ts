import { pastedIdentifier } from '../../wording/pasted.js';
import { safeName } from '../../wording/safe-text.js';
import type { SettingOverride } from '../observation.js';
import type { ContractBreach } from '../sync/breaches.js';
import type { SyncContract } from './model.js';
import { quotedValue } from './setting-words.js';

/** What departs from the sync contract, as part of a sentence. */
export function breachWords(breach: ContractBreach): string {
  switch (breach.kind) {
    case 'names-emptied':
      return breach.names === ''
        ? '`synchronous_standby_names` is empty'
        : `\`synchronous_standby_names\` is empty (it was ${quotedValue(breach.names)})`;
    case 'level-lowered':
      return `\`synchronous_commit\` was lowered from ${quotedValue(breach.from)} to ${quotedValue(breach.to)} for the whole server`;
    case 'level-raised':
      return `\`synchronous_commit\` was raised from ${quotedValue(breach.from)} to ${quotedValue(breach.to)} for the whole server`;
    case 'override-added':
      return `\`synchronous_commit\` is ${quotedValue(breach.override.value)} for ${whose(breach.override)}`;
    case 'fewer-required':
      return `commits wait for ${breach.to} instead of ${breach.from} standbys`;
    case 'more-required':
      return `commits wait for ${breach.to} instead of ${breach.from} standbys`;
    case 'names-changed':
      return `\`synchronous_standby_names\` was changed from ${quotedValue(breach.from)} to ${quotedValue(breach.to)}`;
    case 'fewer-eligible':
      return `${breach.to} instead of ${breach.from} standbys can confirm commits`;
  }
}

/** What an override holds for: a role, a database, or a role in a database. */
function whose(override: {
  readonly database: string | null;
  readonly role: string | null;
}): string {
  const role = override.role === null ? null : `role ${safeName(override.role)}`;
  const database = override.database === null ? null : `database ${safeName(override.database)}`;
  if (role === null) return database ?? 'every role';
  return database === null ? role : `${role} in ${database}`;
}

/** What has to be done if the departure is meant, as part of a sentence. */
export function acceptWords({ source }: SyncContract): string {
  return source === 'declared'
    ? "change the cluster's `sync` in pgrepl's configuration and restart pgrepl"
    : 'accept the present state as the contract';
}

/** What has to be done to undo it, as part of a sentence. */
export function undoWords(breach: ContractBreach): string | null {
  switch (breach.kind) {
    case 'level-lowered':
    case 'level-raised':
      return `\`ALTER SYSTEM SET synchronous_commit = '${safeName(breach.from)}'\``;
    case 'override-added':
      return resetWords(breach.override);
    case 'names-emptied':
    case 'names-changed':
    case 'fewer-required':
    case 'more-required':
    case 'fewer-eligible':
      return null;
  }
}

/** Sessions that are open keep what they began with: PostgreSQL reads these settings at their start. */
function resetWords({ database, role }: SettingOverride): string {
  const named = (name: string): string => pastedIdentifier(name) ?? '…';
  const inDatabase = database === null ? '' : ` IN DATABASE ${named(database)}`;
  const statement =
    role === null && database !== null
      ? `ALTER DATABASE ${named(database)} RESET synchronous_commit`
      : `ALTER ROLE ${role === null ? 'ALL' : named(role)}${inDatabase} RESET synchronous_commit`;
  return `\`${statement}\` (sessions that are open keep it until they connect anew)`;
}
