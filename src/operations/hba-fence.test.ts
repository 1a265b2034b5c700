import { describe, expect, it } from 'vitest';
import { fencedHba, fenceStateOf, hbaCopyPath, sameRules, type PresentRule } from './hba-fence.js';

const logins = [
  { user: 'op', database: 'postgres' },
  { user: 'watch', database: 'metrics' },
];

function rule(changes: Partial<PresentRule> = {}): PresentRule {
  return {
    line: 90,
    type: 'host',
    databases: ['all'],
    users: ['all'],
    address: '10.0.0.0',
    netmask: '255.0.0.0',
    method: 'scram-sha-256',
    options: [],
    logins: [0, 1],
    ...changes,
  };
}

function textOf(rules: readonly PresentRule[], sources: readonly string[] = []): string {
  const fenced = fencedHba(rules, logins, sources, '/etc/pg_hba.conf.before-pgrepl-fence');
  return fenced.kind === 'text' ? fenced.text : `refused: ${fenced.why}`;
}

/** The lines that are no comments. */
function linesOf(...rules: readonly PresentRule[]): readonly string[] {
  const lines = textOf(rules).split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

describe('fencedHba', () => {
  it('keeps of a rule for everybody what concerns pgrepl, and rejects the rest', () => {
    expect(linesOf(rule())).toEqual([
      'host "postgres" "op" "10.0.0.0" 255.0.0.0 scram-sha-256',
      'host "metrics" "watch" "10.0.0.0" 255.0.0.0 scram-sha-256',
      'host all all all reject',
      'host replication all all reject',
    ]);
  });

  it('keeps the order, and what rejects', () => {
    const lines = linesOf(
      rule({ type: 'local', address: null, netmask: null, method: 'peer', logins: [0] }),
      rule({ users: ['op'], method: 'reject', logins: [0] }),
      rule({ address: 'all', netmask: null, method: 'trust', logins: [0] }),
      rule({ users: ['app'], databases: ['shop'], logins: [] }),
    );
    expect(lines.slice(0, 3)).toEqual([
      'local "postgres" "op" peer',
      'host "postgres" "op" "10.0.0.0" 255.0.0.0 reject',
      'host "postgres" "op" all trust',
    ]);
    expect(lines.slice(3)).toEqual([
      'local all all reject',
      'host all all all reject',
      'local replication all reject',
      'host replication all all reject',
    ]);
  });

  it('keeps replication as it is, and nothing else of such a rule', () => {
    const [first] = linesOf(
      rule({
        databases: ['shop', 'replication'],
        users: ['repl', '+standbys', 'all'],
        logins: [],
        options: ['map=m m', 'clientcert=true'],
      }),
    );
    expect(first).toBe(
      'host replication "repl",+"standbys",all "10.0.0.0" 255.0.0.0 scram-sha-256 map="m m" clientcert=1',
    );
  });

  it('writes down what gss has off by its absence', () => {
    const gss = { method: 'gss', logins: [0] };
    expect(linesOf(rule(gss))[0]).toMatch(/ gss include_realm="0"$/);
    expect(linesOf(rule({ ...gss, options: ['include_realm=true'] }))[0]).toMatch(
      / gss include_realm=1$/,
    );
  });

  it('changes nothing where it does not know all of a rule that would stay', () => {
    const ldap = rule({ line: 7, method: 'ldap', options: ['ldapserver=h'] });
    expect(textOf([ldap])).toBe(
      'refused: the rule in line 7 (ldap) has options that it does not show',
    );
    // One that goes is not needed.
    expect(textOf([{ ...ldap, logins: [] }, rule()])).not.toContain('refused');
    expect(textOf([rule()], ['local "all" all peer'])).toBe(
      'refused: PostgreSQL does not show "all" in quotes for what it is',
    );
  });

  it.each(['replication', '+op', 'a\nb', '/x'])('refuses a role named %j', (user) => {
    const fenced = fencedHba([rule()], [{ user, database: 'postgres' }], [], '/copy');
    expect(fenced.kind).toBe('refused');
  });

  it('is known by its first and its last line', () => {
    const text = textOf([rule()]);
    expect(text).toContain('\n# /etc/pg_hba.conf.before-pgrepl-fence\n');
    expect(fenceStateOf(text)).toBe('fenced');
    for (const length of [0, 5, 40, text.length - 1]) {
      expect(fenceStateOf(text.slice(0, length)), String(length)).toBe('torn');
    }
    expect(fenceStateOf('# a comment\nlocal all all peer\n')).toBe('open');
    expect(hbaCopyPath('/etc/pg_hba.conf')).toBe('/etc/pg_hba.conf.before-pgrepl-fence');
  });

  it('says what the server has to read in it', () => {
    const fenced = fencedHba([rule()], logins, [], '/copy');
    if (fenced.kind !== 'text') throw new Error(fenced.why);
    const read = fenced.rules.map((each) => ({ line: 1, logins: [], ...each }));
    expect(sameRules(read, fenced.rules)).toBe(true);
    expect(sameRules(read.slice(1), fenced.rules)).toBe(false);
    expect(sameRules([rule({ options: ['map=x'] })], [rule()])).toBe(false);
  });
});
