import type { HbaRule } from './facts.js';
import { hiddenInHba, isHbaKeyword, quotedToken, roleToken } from './hba-text.js';

/** What `pg_hba_file_rules` shows of a rule; options as `name=value`. */
export interface HbaColumns extends Omit<HbaRule, 'line'> {
  readonly options: readonly string[];
}

export interface PresentRule extends HbaColumns {
  readonly line: number;
  /** Those of the logins that must stay that it is for, by their places from 0. */
  readonly logins: readonly number[];
}

/** As whom and where pgrepl itself connects. */
export interface OwnLogin {
  readonly user: string;
  readonly database: string;
}

export type FencedHba =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** What `pg_hba_file_rules` has to show of it: what differs was not understood as it was meant. */
      readonly rules: readonly HbaColumns[];
    }
  /** `why`: completes "pg_hba.conf can't be written anew:". */
  | { readonly kind: 'refused'; readonly why: string };

const begin = '# pgrepl:fence begins.';
const end = '# pgrepl:fence ends.';

/** Where the file as it was is kept, beside it. */
export function hbaCopyPath(hbaFile: string): string {
  return `${hbaFile}.before-pgrepl-fence`;
}

/**
 * - `open`: nothing of a fence;
 * - `fenced`: wholly what `fencedHba` has made;
 * - `torn`: a part of that, or nothing at all: whoever wrote it did not come to its end.
 */
export function fenceStateOf(file: string): 'open' | 'fenced' | 'torn' {
  if (file.trim() === '') return 'torn';
  if (!file.startsWith(begin.slice(0, file.length))) return 'open';
  return file.endsWith(`${end}\n`) ? 'fenced' : 'torn';
}

/**
 * The text of a `pg_hba.conf` that lets in physical replication as before, pgrepl's own logins as
 * before, and nobody else. The first rule that matches decides, so every rule that could decide on one
 * of these stays, in order, narrowed to it; those that reject, too.
 *
 * @param rules in the order in which the server goes through them
 * @param sources the texts of all files that they come from
 */
export function fencedHba(
  rules: readonly PresentRule[],
  logins: readonly OwnLogin[],
  sources: readonly string[],
  copy: string,
): FencedHba {
  const hidden = sources.map(hiddenInHba).find((each) => each !== null);
  if (hidden !== undefined) return refused(`PostgreSQL does not show ${hidden} for what it is`);
  const odd = logins.flatMap(({ user, database }) => [user, database]).find(isOdd);
  if (odd !== undefined) return refused(`the name ${odd} has a meaning of its own there`);
  const kept = rules.flatMap((rule) => narrowed(rule, logins).map((own) => ({ rule, own })));
  const strange = kept.find(({ own }) => !canBeWritten(own));
  if (strange !== undefined) {
    const { line, method } = strange.rule;
    return refused(`the rule in line ${line} (${method}) has options that it does not show`);
  }
  const closed = closing(rules.some(({ type }) => type === 'local'));
  const all = [...kept.map(({ own }) => own), ...closed];
  return {
    kind: 'text',
    text: [
      `${begin} Written by pgrepl, which has locked clients out of this server: physical`,
      "# replication and pgrepl's own roles alone are let in. The file as it was:",
      `# ${copy}`,
      '# To let clients in again, copy that file over this one and reload the server.',
      ...all.map(lineOf),
      end,
      '',
    ].join('\n'),
    rules: all,
  };
}

function refused(why: string): FencedHba {
  return { kind: 'refused', why };
}

/** A name that would be read as something else, or that a line can't hold. */
function isOdd(name: string): boolean {
  return isHbaKeyword(name) || /^[+/@]|[\r\n\0]|\\$/.test(name);
}

function narrowed(rule: PresentRule, logins: readonly OwnLogin[]): readonly HbaColumns[] {
  const { type, address, netmask, method, options } = rule;
  const same = { type, address, netmask, method, options };
  const own = rule.logins.flatMap((place): readonly HbaColumns[] => {
    const login = logins[place];
    return login === undefined
      ? []
      : [{ ...same, databases: [login.database], users: [login.user] }];
  });
  return rule.databases.includes('replication')
    ? [{ ...same, databases: ['replication'], users: rule.users }, ...own]
    : own;
}

function closing(hasLocal: boolean): readonly HbaColumns[] {
  const types = hasLocal ? ['local', 'host'] : ['host'];
  return ['all', 'replication'].flatMap((database) =>
    types.map((type) => ({
      type,
      databases: [database],
      users: ['all'],
      address: type === 'local' ? null : 'all',
      netmask: null,
      method: 'reject',
      options: [],
    })),
  );
}

/** Methods all of whose options that are left are shown, and can be written as they are shown. */
const plainMethods: ReadonlySet<string> = new Set([
  'cert',
  'gss',
  'ident',
  'md5',
  'password',
  'peer',
  'reject',
  'scram-sha-256',
  'trust',
]);

const plainOptions: ReadonlySet<string> = new Set([
  'clientcert',
  'krb_realm',
  'include_realm',
  'map',
]);

function canBeWritten({ users, address, method, options }: HbaColumns): boolean {
  const names = options.map((option) => option.slice(0, Math.max(0, option.indexOf('='))));
  const texts = [...users, ...options, address ?? ''];
  return (
    plainMethods.has(method) &&
    names.every((name) => plainOptions.has(name)) &&
    !texts.some((text) => /[\r\n\0]/.test(text))
  );
}

function lineOf(rule: HbaColumns): string {
  const { type, databases, users, address, netmask, method } = rule;
  return [
    type,
    databases.map((name) => (isHbaKeyword(name) ? name : quotedToken(name))).join(','),
    users.map(roleToken).join(','),
    ...(address === null ? [] : [isHbaKeyword(address) ? address : quotedToken(address)]),
    ...(netmask === null ? [] : [netmask]),
    method,
    ...optionsOf(rule).map(optionToken),
  ].join(' ');
}

/** What is off by being absent from the view has to be written: absent from the file it is on. */
function optionsOf({ method, options }: HbaColumns): readonly string[] {
  const isOff = method === 'gss' && !options.some((option) => option.startsWith('include_realm='));
  return isOff ? [...options, 'include_realm=0'] : options;
}

/** Flags are shown as `true` and read as `1` (`parse_hba_auth_opt` in hba.c). */
function optionToken(option: string): string {
  const at = option.indexOf('=');
  const value = option.slice(at + 1);
  return `${option.slice(0, at)}=${value === 'true' ? '1' : quotedToken(value)}`;
}

/** Whether the server has understood what was written as it was meant. */
export function sameRules(left: readonly HbaColumns[], right: readonly HbaColumns[]): boolean {
  return JSON.stringify(left.map(canonical)) === JSON.stringify(right.map(canonical));
}

function canonical(rule: HbaColumns): readonly unknown[] {
  const { type, databases, users, address, netmask, method, options } = rule;
  return [type, databases, users, address, netmask, method, options];
}
