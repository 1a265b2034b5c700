import type { NodeDeclaration } from '../../replication/topology/model.js';
import type { NodeFacts } from '../facts.js';
import type { RejoinVerdict } from '../plan-model.js';
import { settingValue } from '../standby-settings.js';
import { addressWords, shellQuoted, shellWord } from './exact.js';

/**
 * What a person types at a node, where the configuration gives no command for it. What pgrepl does
 * not know stands between angle brackets; a service manager's own command does as well.
 */
export interface PersonPlace {
  readonly node: {
    readonly major: number | null;
    readonly declaration: Pick<NodeDeclaration, 'applicationName'>;
  };
  readonly facts:
    (Pick<NodeFacts, 'dataDirectory'> & Partial<Pick<NodeFacts, 'configFile'>>) | undefined;
}

export interface PersonSource {
  readonly upstream: { readonly declaration: Pick<NodeDeclaration, 'host' | 'port'> };
  readonly slot: string | null;
  /** `primary_conninfo` where it is known, a word in place of each secret. */
  readonly conninfo?: string;
}

export function stopByPerson(place: PersonPlace): readonly string[] {
  return [`pg_ctl stop -D ${directory(place)} -m fast -w`];
}

export function startByPerson(place: PersonPlace): readonly string[] {
  return [`pg_ctl start -D ${directory(place)} -w`];
}

export function restartByPerson(place: PersonPlace): readonly string[] {
  return [`pg_ctl restart -D ${directory(place)} -m fast -w`];
}

export function reloadByPerson(place: PersonPlace): readonly string[] {
  return [`pg_ctl reload -D ${directory(place)}`];
}

export function promoteByPerson(place: PersonPlace): readonly string[] {
  return [`pg_ctl promote -D ${directory(place)}`];
}

/** A statement for the server that a node is to receive from, typed at that node. */
export function onUpstream({ upstream }: Pick<PersonSource, 'upstream'>, sql: string): string {
  return `psql '${addressWords(upstream.declaration)} user=<superuser> dbname=postgres' -c ${shellQuoted(sql)}`;
}

/** Where how a standby is to log in is not known. */
export function unknownConninfo(
  upstream: Pick<NodeDeclaration, 'host' | 'port'>,
  applicationName: string,
): string {
  return `${addressWords(upstream)} user=<replication role> application_name=${applicationName}`;
}

/** The standby's settings, and the signal that makes a standby of it. */
export function settingsByPerson(place: PersonPlace, source: PersonSource): readonly string[] {
  const conninfo =
    source.conninfo ??
    unknownConninfo(source.upstream.declaration, place.node.declaration.applicationName);
  const lines = [
    `primary_conninfo = ${settingValue(conninfo)}`,
    // From 12 on one that was set before has to be put out of force; before, an empty one is refused.
    `primary_slot_name = ${settingValue(source.slot ?? '')}`,
  ];
  if (isBefore12(place)) {
    const known = lines.slice(0, source.slot === null ? 1 : 2);
    const all = ["standby_mode = 'on'", ...known, "recovery_target_timeline = 'latest'"];
    return [
      `printf '%s\\n' ${all.map(shellQuoted).join(' ')} > ${inDirectory(place, 'recovery.conf')}`,
    ];
  }
  return [
    `printf '%s\\n' ${lines.map(shellQuoted).join(' ')} >> ${inDirectory(place, 'postgresql.auto.conf')}`,
    `touch ${inDirectory(place, 'standby.signal')}`,
  ];
}

/** Brings a stopped former primary back as a standby. */
export function rejoinByPerson(
  how: RejoinVerdict['how'],
  place: PersonPlace,
  source: PersonSource,
): readonly string[] {
  const { host, port } = source.upstream.declaration;
  switch (how) {
    case 'follow':
      return [...settingsByPerson(place, source), ...startByPerson(place)];
    case 'rewind':
      return [
        // Without it pg_rewind finds the timeline of before the promotion, and nothing to do.
        onUpstream(source, 'CHECKPOINT'),
        ...recoverFirst(place),
        // It takes the source's files of these names along.
        `mkdir ${inDirectory(place, '', '.own')} && cp -p ${ownFiles(place)} ${inDirectory(place, '', '.own')}`,
        `pg_rewind --target-pgdata=${directory(place)} --source-server='${addressWords(source.upstream.declaration)} user=<superuser> dbname=postgres'${rewindConfig(place)}`,
        `cp -p ${inDirectory(place, '', '.own')}/* ${directory(place)}`,
        ...settingsByPerson(place, source),
        ...startByPerson(place),
      ];
    case 'reclone':
      return [
        `mv ${directory(place)} ${inDirectory(place, '', '.old')}`,
        `pg_basebackup -h ${shellWord(host)} -p ${port} -U <replication role> -D ${directory(place)} -X stream${source.slot === null ? '' : ` -S ${shellWord(source.slot)}`}`,
        // The clone has the source's; and of its own, what -R would write has no application_name.
        `cp -p ${ownFiles(place, '.old')} ${directory(place)}`,
        ...settingsByPerson(place, source),
        ...startByPerson(place),
      ];
    case 'by-hand':
      return [];
  }
}

/**
 * pg_rewind wants a server that has ended cleanly. From 13 on it sees to that itself, up to 14 only where
 * the configuration is in the data directory (`--config-file` came with 15).
 */
function recoverFirst(place: PersonPlace): readonly string[] {
  const { major } = place.node;
  const config = configElsewhere(place);
  if (major === null || major > 14 || (major > 12 && config === null)) return [];
  const option = config === null ? '' : ` -c config_file=${shellWord(config)}`;
  return [`postgres --single -D ${directory(place)}${option} template1 < /dev/null`];
}

function rewindConfig(place: PersonPlace): string {
  const config = configElsewhere(place);
  const { major } = place.node;
  return config === null || (major !== null && major < 15)
    ? ''
    : ` --config-file=${shellWord(config)}`;
}

/** `postgresql.conf`, where it is known not to stand in the data directory (as in Debian). */
function configElsewhere({ facts }: PersonPlace): string | null {
  const [config, data] = [facts?.configFile ?? null, facts?.dataDirectory ?? null];
  return config === null || data === null || config.startsWith(`${data}/`) ? null : config;
}

/** What a node has to itself in its data directory, or in the one of this suffix. */
function ownFiles(place: PersonPlace, suffix = ''): string {
  const isHere = configElsewhere(place) === null;
  const names = ['postgresql.auto.conf', 'postgresql.conf', 'pg_hba.conf', 'pg_ident.conf'];
  return names
    .slice(0, isHere ? names.length : 1)
    .map((name) => inDirectory(place, '', `${suffix}/${name}`))
    .join(' ');
}

const unknownDirectory = '<data directory>';

function isBefore12({ node }: PersonPlace): boolean {
  return node.major !== null && node.major < 12;
}

function directory({ facts }: PersonPlace): string {
  const known = facts?.dataDirectory ?? null;
  return known === null ? unknownDirectory : shellWord(known);
}

function inDirectory({ facts }: PersonPlace, file: string, suffix = ''): string {
  const known = facts?.dataDirectory ?? null;
  const tail = `${file === '' ? '' : `/${file}`}${suffix}`;
  return known === null ? `${unknownDirectory}${tail}` : shellWord(`${known}${tail}`);
}
